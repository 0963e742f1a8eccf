using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>Calls whose callers want to wait for a site for as long as it takes.</summary>
public class WaitForReadyTests : AttemptTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_asks_to_wait_outlasts_the_NoSiteTimeout(bool isByMethod)
    {
        RawSite late = RawSite(FaultScripts.AnswerEachCallAsync, isOpen: false);
        HaClient client = Impatient(late.Name, isByMethod ? "/clinic.Clinic/Put*" : null);

        // Three others give up meanwhile, one after the other, so that races have been lost after the call began.
        Task<(int? Status, byte[])> waiting = client.AskAsync(Waiting(client, isByMethod ? null : true), Guard);
        for (int i = 0; i < 3; i++)
            await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(method: "/clinic.Clinic/Other"), Guard));
        Assert.False(waiting.IsCompleted);
        late.Open();

        Assert.Equal(0, (await waiting).Status);
    }

    [Fact]
    public async Task A_request_says_for_itself_that_it_does_not_wait()
    {
        HaClient client = Impatient(ClosedPort(), "/clinic.Clinic/*");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(Waiting(client, false), Guard));
    }

    [Fact]
    public async Task It_ends_when_its_caller_cancels_it()
    {
        HaClient client = Impatient(ClosedPort(), "/clinic.Clinic/Put*");
        using CancellationTokenSource caller = new();
        Task<HttpResponseMessage> waiting = client.SendAsync(client.Unary(), caller.Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(method: "/clinic.Clinic/Other"), Guard));
        Assert.False(waiting.IsCompleted);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task It_ends_with_its_deadline()
    {
        HaClient client = Impatient(ClosedPort(), "/clinic.Clinic/Put*");
        HttpRequestMessage request = client.Unary();
        request.Headers.Add("grpc-timeout", "100m");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Guard));
    }

    private static HttpRequestMessage Waiting(HaClient client, bool? waits)
    {
        HttpRequestMessage request = client.Unary();
        if (waits is { } known)
            request.Options.Set(HaRequestOptions.WaitForReady, known);
        return request;
    }

    private HaClient Impatient(string server, string? pattern) => Client(
        options =>
        {
            options.NoSiteTimeout = TimeSpan.Zero;
            if (pattern is not null)
                options.WaitForReadyMethods.Add(pattern);
        },
        server);
}
