using System.Net;
using ClientHa.Tests.Resolving;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>The failure table and the replay table of an attempt that gets no answer, over real sockets.</summary>
public class FaultTests : AttemptTest
{
    /// <summary>The fault, whether the call was certainly not processed, and what becomes of the site.</summary>
    public static TheoryData<SiteFault, bool, SiteState> Faults => new()
    {
        { SiteFault.RefusesConnection,    true,  SiteState.Ejected },
        { SiteFault.ClosesOnAccept,       false, SiteState.Ejected },
        { SiteFault.ResetsAfterRequest,   false, SiteState.Ejected },
        { SiteFault.FinishesAfterRequest, false, SiteState.Ejected },
        { SiteFault.FinishesInMidFrame,   false, SiteState.Ejected },
        { SiteFault.AnswersHttp1,         false, SiteState.Ejected },
        { SiteFault.AnswersGarbage,       false, SiteState.Ejected },
        { SiteFault.GoesAwayWithError,    false, SiteState.Ejected },
        { SiteFault.GoesAwayAboveTheCall, false, SiteState.Ejected },
        { SiteFault.GoesAwayBelowTheCall, false, SiteState.Ejected },
        { SiteFault.RefusesStream,        true,  SiteState.Available },
        { SiteFault.CancelsStream,        false, SiteState.Available },
        { SiteFault.BreaksStream,         false, SiteState.Available },
        { SiteFault.CalmsStream,          false, SiteState.Available },
        { SiteFault.SaysUnavailable,      false, SiteState.Ejected },
        { SiteFault.SaysDrain,            true,  SiteState.Draining },
        { SiteFault.SaysStarting,         true,  SiteState.Draining },
        { SiteFault.SaysBehind,           true,  SiteState.Available },
        { SiteFault.SaysReadOnly,         true,  SiteState.Available },
        { SiteFault.SaysHttp502,          false, SiteState.Ejected },
        { SiteFault.SaysHttp503,          false, SiteState.Ejected },
        { SiteFault.SaysHttp504,          false, SiteState.Ejected },
        { SiteFault.SaysHttp503Behind,    true,  SiteState.Available },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_idempotent_call_moves_whatever_happened(SiteFault fault, bool isNeverProcessed, SiteState after)
    {
        _ = isNeverProcessed;
        HttpSite good = await GoodSiteAsync();
        HaClient client = StillClient(Faulty(fault), good.Name);

        (int? status, byte[] bytes) = await client.AskAsync(client.Unary(isIdempotent: true), Guard);

        Assert.Equal(0, status);
        Assert.Equal(Answers.Message, bytes);
        Assert.Equal(1, good.CallCount);
        Assert.Equal(after, client.State(0));
        Assert.Equal(SiteState.Available, client.State(1));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Another_call_moves_only_if_it_was_certainly_not_processed(SiteFault fault, bool isNeverProcessed, SiteState after)
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = StillClient(Faulty(fault), good.Name);

        bool hasMoved = await HasMovedAsync(client);

        // Whether a reset on accepting comes before the call is sent is a matter of microseconds, and either is right.
        if (fault != SiteFault.ClosesOnAccept)
            Assert.Equal(isNeverProcessed, hasMoved);
        Assert.Equal(hasMoved ? 1 : 0, good.CallCount);
        Assert.Equal(after, client.State(0));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task With_Always_every_call_moves(SiteFault fault, bool isNeverProcessed, SiteState after)
    {
        _ = isNeverProcessed;
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(new ManualTime(), options => options.Replay = Replay.Always, Faulty(fault), good.Name);

        Assert.True(await HasMovedAsync(client));
        Assert.Equal(after, client.State(0));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task With_Never_no_call_moves(SiteFault fault, bool isNeverProcessed, SiteState after)
    {
        _ = isNeverProcessed;
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(new ManualTime(), options => options.Replay = Replay.Never, Faulty(fault), good.Name);

        Assert.False(await HasMovedAsync(client, isIdempotent: true));
        Assert.Equal(0, good.CallCount);
        Assert.Equal(after, client.State(0));
    }

    /// <summary>gRPC libraries read INTERNAL from an HttpProtocolException, and UNAVAILABLE from what is asked for here.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_last_sites_fault_is_what_the_caller_gets(SiteFault fault, bool isNeverProcessed, SiteState after)
    {
        _ = isNeverProcessed;
        _ = after;
        HaClient client = Client(new ManualTime(), options => options.Replay = Replay.Never, Faulty(fault));
        if (FaultScripts.AnswerOf(fault) is { } expected)
        {
            using HttpResponseMessage response = await client.SendAsync(client.Unary(), Guard);
            Assert.Equal(expected, ((int)response.StatusCode, response.Headers.TryGetValues("grpc-status", out var status) ? status.Single() : null));
            return;
        }

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));

        Exceptions.AssertIsUnavailable(thrown);
        string attempt = Assert.Single(Exceptions.Attempts(thrown));
        Assert.StartsWith(client.Status.Sites[0].Name + ":", attempt, StringComparison.Ordinal);
        Assert.Contains(attempt[(attempt.IndexOf(' ') + 1)..], thrown.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> HasMovedAsync(HaClient client, bool? isIdempotent = null)
    {
        try
        {
            using HttpResponseMessage response = await client.SendAsync(client.Unary(isIdempotent: isIdempotent));
            await response.Content.ReadAsByteArrayAsync();
            return response.StatusCode == HttpStatusCode.OK && !response.Headers.Contains("grpc-status");
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string Faulty(SiteFault fault) =>
        fault == SiteFault.RefusesConnection ? ClosedPort() : RawSite(FaultScripts.Of(fault)).Name;
}
