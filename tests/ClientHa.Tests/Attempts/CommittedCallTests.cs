using Microsoft.AspNetCore.Http;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>Response headers without a status tie a call to its site. What comes later is judged, but moves nothing.</summary>
public class CommittedCallTests : AttemptTest
{
    [Theory]
    [InlineData(SiteFault.ResetsAfterRequest,   SiteState.Ejected)]
    [InlineData(SiteFault.FinishesAfterRequest, SiteState.Ejected)]
    [InlineData(SiteFault.FinishesInMidFrame,   SiteState.Ejected)]
    [InlineData(SiteFault.GoesAwayWithError,    SiteState.Ejected)]
    [InlineData(SiteFault.AnswersGarbage,       SiteState.Ejected)]
    [InlineData(SiteFault.CancelsStream,        SiteState.Available)]
    [InlineData(SiteFault.BreaksStream,         SiteState.Available)]
    public async Task A_loss_in_mid_stream_reaches_the_reader_as_it_is(SiteFault fault, SiteState after)
    {
        TaskCompletionSource isBegun = new();
        HttpSite good = await GoodSiteAsync();
        RawSite dying = RawSite(async connection =>
        {
            int id = await connection.ReadRequestAsync();
            await connection.BeginAsync(id);
            await connection.DataAsync(id, Answers.Message);
            await isBegun.Task;
            await FaultScripts.Break(fault, connection, id);
        });
        HaClient client = StillClient(dying.Name, good.Name);

        using HttpResponseMessage response = await client.SendAsync(client.Unary(isIdempotent: true), Guard);
        await using Stream body = await response.Content.ReadAsStreamAsync(Guard);
        await body.ReadExactlyAsync(new byte[Answers.Message.Length], Guard);
        isBegun.SetResult();
        Exception? thrown = await Record.ExceptionAsync(() => body.CopyToAsync(Stream.Null, Guard));

        Assert.True(thrown is IOException or HttpRequestException, $"{thrown}");
        Assert.Equal(0, good.CallCount);
        Assert.Equal(after, client.State(0));
    }

    [Theory]
    [InlineData(0,  SiteState.Available)]
    [InlineData(1,  SiteState.Available)]
    [InlineData(4,  SiteState.Available)]
    [InlineData(5,  SiteState.Available)]
    [InlineData(8,  SiteState.Available)]
    [InlineData(13, SiteState.Available)]
    [InlineData(14, SiteState.Ejected)]
    [InlineData(16, SiteState.Available)]
    public async Task The_status_in_the_trailers_is_the_callers_and_judges_the_site(int status, SiteState after)
    {
        HttpSite first = await SiteAsync(async context =>
        {
            await context.BeginAsync();
            context.End(status);
        });
        HttpSite second = await GoodSiteAsync();
        HaClient client = StillClient(first.Name, second.Name);

        Assert.Equal(status, (await client.AskAsync(client.Unary(isIdempotent: true), Guard)).Status);

        Assert.Equal(after, client.State(0));
        Assert.Equal(0, second.CallCount);
    }

    [Fact]
    public async Task A_response_that_is_disposed_early_blames_no_site()
    {
        HttpSite site = await SiteAsync(EndlessAsync);
        HaClient client = StillClient(site.Name);

        using (HttpResponseMessage response = await client.SendAsync(client.Unary(), Guard))
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(Guard);
            await body.ReadExactlyAsync(new byte[Answers.Message.Length], Guard);
            Assert.Equal(1, client.Status.Sites[0].CallsInFlight);
        }

        Assert.Equal(0, client.Status.Sites[0].CallsInFlight);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Fact]
    public async Task A_response_that_is_disposed_unread_is_over()
    {
        HttpSite site = await SiteAsync(EndlessAsync);
        HaClient client = StillClient(site.Name);

        (await client.SendAsync(client.Unary(), Guard)).Dispose();

        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Fact]
    public async Task A_reader_that_cancels_in_mid_stream_blames_no_site()
    {
        HttpSite site = await SiteAsync(EndlessAsync);
        HaClient client = StillClient(site.Name);
        using CancellationTokenSource cancellation = new();

        using HttpResponseMessage response = await client.SendAsync(client.Unary(), Guard);
        await using Stream body = await response.Content.ReadAsStreamAsync(Guard);
        await body.ReadExactlyAsync(new byte[Answers.Message.Length], Guard);
        ValueTask<int> read = body.ReadAsync(new byte[1], cancellation.Token);
        await cancellation.CancelAsync();
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);

        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Fact]
    public async Task A_caller_that_cancels_a_call_whose_body_is_still_being_sent_blames_no_site()
    {
        HttpSite site = await SiteAsync(async context =>
        {
            await context.BeginAsync();
            await context.HangAsync();
        });
        HaClient client = StillClient(site.Name);
        using CancellationTokenSource cancellation = new();
        ScriptedContent content = new(async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));

        using HttpResponseMessage response = await client.SendAsync(client.Call(content), cancellation.Token);
        Task<byte[]> read = response.Content.ReadAsByteArrayAsync(Guard);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => read);
        Assert.False(Guard.IsCancellationRequested);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Fact]
    public async Task A_call_that_is_answered_while_its_body_is_still_being_sent_is_over_with_its_answer()
    {
        HttpSite site = await SiteAsync(context => context.TrailersOnlyAsync(5));
        HaClient client = StillClient(site.Name);
        TaskCompletionSource mayEnd = new();
        ScriptedContent content = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(new byte[10], cancellationToken);
            await mayEnd.Task.WaitAsync(cancellationToken);
        });

        Assert.Equal(5, (await client.AskAsync(client.Call(content), Guard)).Status);

        mayEnd.SetResult();
        Assert.Equal(SiteState.Available, client.State(0));
    }

    /// <summary>Else a client that streams to a dead site waits for it until its own deadline.</summary>
    [Fact]
    public async Task A_writer_learns_that_the_call_is_over()
    {
        TaskCompletionSource isBegun = new();
        RawSite dying = RawSite(async connection =>
        {
            (int id, _) = await connection.ReadHeadersAsync();
            await connection.BeginAsync(id);
            await isBegun.Task;
            connection.Reset();
        });
        HaClient client = StillClient(dying.Name);
        TaskCompletionSource<Exception> writer = new();

        using HttpResponseMessage response = await client.SendAsync(client.Call(Writing(writer)), Guard);
        isBegun.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync(Guard));

        Assert.IsType<IOException>(await writer.Task.WaitAsync(Guard));
        Assert.Equal(SiteState.Ejected, client.State(0));
    }

    [Fact]
    public async Task A_writer_learns_that_the_call_failed()
    {
        RawSite dying = RawSite(async connection =>
        {
            (int id, _) = await connection.ReadHeadersAsync();
            await connection.ReadDataAsync(id, 1);
            connection.Reset();
        });
        HaClient client = Client(options => options.ReplayBufferBytes = 10_000, dying.Name);
        TaskCompletionSource<Exception> writer = new();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Call(Writing(writer)), Guard));

        Assert.IsType<IOException>(await writer.Task.WaitAsync(Guard));
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        await context.BeginAsync();
        await context.Response.Body.WriteAsync(Answers.Message, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await context.HangAsync();
    }

    /// <summary>Writes until that fails, whatever becomes of the call, and then fails too.</summary>
    private static ScriptedContent Writing(TaskCompletionSource<Exception> end) => new(async (stream, _) =>
    {
        try
        {
            while (true)
                await stream.WriteAsync(new byte[1000], CancellationToken.None);
        }
        catch (Exception exception)
        {
            end.SetResult(exception);
            throw;
        }
    });
}
