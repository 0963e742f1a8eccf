using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Microsoft.AspNetCore.Http;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Replay;

/// <summary>All four types of calls move before they are committed, with a body that was serialized once, and never after.</summary>
public sealed class ShapeTests
{
    private static readonly byte[] First = [0, 0, 0, 0, 2, 1, 2];
    private static readonly byte[] Second = [0, 0, 0, 0, 1, 3];

    private int received;

    [SitesTheory]
    [InlineData(Shape.Unary)]
    [InlineData(Shape.ServerStreaming)]
    [InlineData(Shape.ClientStreaming)]
    [InlineData(Shape.Duplex)]
    public async Task A_call_moves_until_the_headers_of_its_answer_have_come(Shape shape)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = ReadAndHangAsync;
        FollowedContent content = Content(shape);
        Task<HttpResponseMessage> call = caller.SendAsync(caller.Request(content, isIdempotent: true));

        // All that was written has come there; a stream of messages is still open.
        await Eventually.UntilAsync(() => Volatile.Read(ref received) == First.Length);
        await sites.Site(0).ResetAsync();
        if (IsStreamed(shape))
        {
            await Eventually.UntilAsync(() => sites[1].Calls == 1);
            content.Write(Second);
            content.Complete();
        }

        using HttpResponseMessage response = await call;
        Assert.Equal(IsStreamed(shape) ? [.. First, .. Second] : First, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("1", response.Headers.GetValues("x-site").Single());
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal((1, 1, 1), (content.Serialized, sites[0].Calls, sites[1].Calls));
    }

    [SitesTheory]
    [InlineData(Shape.Unary)]
    [InlineData(Shape.ServerStreaming)]
    [InlineData(Shape.ClientStreaming)]
    [InlineData(Shape.Duplex)]
    public async Task A_call_whose_answer_has_begun_stays_and_its_reader_is_told(Shape shape)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = async context =>
        {
            await Says.BeginAsync(context);
            await context.Response.Body.WriteAsync(First, context.RequestAborted);
            await Says.Nothing(context);
        };
        FollowedContent content = Content(shape);
        using HttpResponseMessage response = await caller.SendAsync(caller.Request(content, isIdempotent: true));
        using Stream body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[First.Length]);

        await sites.Site(0).ResetAsync();
        IOException lost = await Assert.ThrowsAsync<IOException>(async () => await body.ReadExactlyAsync(new byte[1], HangGuard.Token));
        Assert.Matches("^0.ha.test:[0-9]+ (reset|closed|lost) the connection.* in the middle of its answer; call again", lost.Message);
        Assert.Equal((1, 0), (content.Serialized, sites[1].Calls));
        await caller.UntilAsync(0, SiteState.Ejected);
        content.Complete();
    }

    /// <summary>Headers that say how the call ended are its answer as well, but one that a site gives before it has done anything is not.</summary>
    [SitesFact]
    public async Task A_status_in_the_headers_ends_a_call_and_a_word_that_it_belongs_elsewhere_does_not()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        using Caller caller = sites.Connect();
        (sites[0].OnCall, sites[1].OnCall) = (Says.Elsewhere("behind"), Says.Status(5));
        Assert.Equal((1, 5), await StatusAsync(caller));
        Assert.Equal((1, 1, 0), (sites[0].Calls, sites[1].Calls, sites[2].Calls));
    }

    [SitesFact]
    public async Task Each_site_is_tried_once_and_what_the_last_one_says_is_the_callers()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        using Caller caller = sites.Connect();
        for (int site = 0; site < 3; site++)
            sites[site].OnCall = Says.Elsewhere("read-only");
        Assert.Equal((2, 14), await StatusAsync(caller));
        Assert.Equal((1, 1, 1), (sites[0].Calls, sites[1].Calls, sites[2].Calls));
        Assert.All(Enumerable.Range(0, 3), site => Assert.Equal(SiteState.Available, caller.State(site)));
    }

    private static async Task<(int? Site, int? Status)> StatusAsync(Caller caller)
    {
        Reply reply = await caller.CallAsync();
        return (reply.Site, reply.Status);
    }

    private static bool IsStreamed(Shape shape) => shape is Shape.ClientStreaming or Shape.Duplex;

    private static FollowedContent Content(Shape shape)
    {
        FollowedContent content = new();
        content.Write(First);
        if (!IsStreamed(shape))
            content.Complete();
        return content;
    }

    private async Task ReadAndHangAsync(HttpContext context)
    {
        byte[] bytes = new byte[First.Length];
        await context.Request.Body.ReadExactlyAsync(bytes, context.RequestAborted);
        Interlocked.Add(ref received, bytes.Length);
        await Says.Nothing(context);
    }
}
