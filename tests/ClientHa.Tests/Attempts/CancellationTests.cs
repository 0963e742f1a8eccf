using ClientHa.Tests.Resolving;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>A caller that cancels gets its own cancellation back, at once and at any stage, and blames no site.</summary>
public sealed class CancellationTests : AttemptTest, IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    [Fact]
    public async Task Before_the_call()
    {
        HttpSite site = await GoodSiteAsync();
        HaClient client = StillClient(site.Name);
        await cancellation.CancelAsync();

        await AssertCancelledAsync(client, client.SendAsync(client.Unary(isIdempotent: true), cancellation.Token));

        Assert.Equal(0, site.CallCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_site_works(bool isIdempotent)
    {
        TaskCompletionSource hasArrived = new();
        HttpSite site = await SiteAsync(async context =>
        {
            hasArrived.SetResult();
            await context.HangAsync();
        });
        HttpSite other = await GoodSiteAsync();
        HaClient client = StillClient(site.Name, other.Name);

        Task call = client.SendAsync(client.Unary(isIdempotent: isIdempotent), cancellation.Token);
        await hasArrived.Task.WaitAsync(Guard);
        await cancellation.CancelAsync();

        await AssertCancelledAsync(client, call);
        Assert.Equal(0, other.CallCount);
    }

    [Fact]
    public async Task While_the_body_is_written()
    {
        TaskCompletionSource hasArrived = new();
        RawSite site = RawSite(async connection =>
        {
            await connection.ReadHeadersAsync();
            hasArrived.SetResult();
        });
        HaClient client = StillClient(site.Name);
        ScriptedContent content = new(async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));

        Task call = client.SendAsync(client.Call(content), cancellation.Token);
        await hasArrived.Task.WaitAsync(Guard);
        await cancellation.CancelAsync();

        await AssertCancelledAsync(client, call);
    }

    [Fact]
    public async Task While_the_connection_is_made()
    {
        TaskCompletionSource hasArrived = new();
        RawSite silent = RawSite(_ =>
        {
            hasArrived.SetResult();
            return Task.CompletedTask;
        });
        HaClient client = Client(options => options.ConnectTimeout = TimeSpan.FromMinutes(1), $"grpcs://{silent.Name}");

        Task call = client.SendAsync(client.Unary(), cancellation.Token);
        await hasArrived.Task.WaitAsync(Guard);
        await cancellation.CancelAsync();

        await AssertCancelledAsync(client, call);
    }

    [Fact]
    public async Task While_no_site_answers()
    {
        ManualTime time = new();
        HaClient client = Client(time, _ => { }, ClosedPort(), ClosedPort());

        Task call = client.SendAsync(client.Unary(), cancellation.Token);
        while (!client.Status.IsPanic)
            await Task.Yield();
        await cancellation.CancelAsync();

        Exception thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Guard));
        Assert.Equal(cancellation.Token, ((OperationCanceledException)thrown).CancellationToken);
    }

    [Fact]
    public async Task While_an_overloaded_site_wants_to_be_left_alone()
    {
        ManualTime time = new();
        TaskCompletionSource hasArrived = new();
        HttpSite site = await SiteAsync(context =>
        {
            hasArrived.TrySetResult();
            return context.TrailersOnlyAsync(8, ("grpc-retry-pushback-ms", "1000"));
        });
        HaClient client = Client(time, _ => { }, site.Name);

        Task call = client.SendAsync(client.Unary(), cancellation.Token);
        await hasArrived.Task.WaitAsync(Guard);
        await cancellation.CancelAsync();

        await AssertCancelledAsync(client, call);
        Assert.Equal(1, site.CallCount);
    }

    [Fact]
    public async Task When_the_site_dies_in_the_same_moment()
    {
        HttpSite other = await GoodSiteAsync();
        RawSite dying = RawSite(async connection =>
        {
            await connection.ReadRequestAsync();
            await cancellation.CancelAsync();
            connection.Reset();
        });
        HaClient client = StillClient(dying.Name, other.Name);

        await AssertCancelledAsync(client, client.SendAsync(client.Unary(isIdempotent: true), cancellation.Token));

        Assert.Equal(0, other.CallCount);
    }

    public void Dispose() => cancellation.Dispose();

    private async Task AssertCancelledAsync(HaClient client, Task call)
    {
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Guard));
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.All(client.Status.Sites, site => Assert.Equal(SiteState.Available, site.State));
    }
}
