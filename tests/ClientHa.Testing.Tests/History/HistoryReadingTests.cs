using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Telemetry;
using ClientHa.Testing.History;

namespace ClientHa.Testing.Tests.History;

/// <summary>The order of events, and what they come to.</summary>
public sealed class HistoryReadingTests
{
    private static readonly ClientSite Zero = new(1, "0.ha.test:8001", 0);
    private static readonly ClientSite One = new(1, "1.ha.test:8001", 1);
    private readonly HistoryLog log = new(TimeProvider.System);
    private readonly HaHistory history;

    public HistoryReadingTests() => history = new HaHistory(log);

    [Fact]
    public void A_call_that_moved_is_one_failover_and_two_attempts()
    {
        int call = Begin();
        log.AddAttempt(call, Zero, Health(SiteState.Available, 0));
        log.Add(moment => new HistoryEvent.AttemptEnded(moment, call, "refused the connection"));
        log.AddAttempt(call, One, Health(SiteState.Available, 0));
        log.Add(moment => new HistoryEvent.AttemptEnded(moment, call, "answered"));
        log.Add(moment => new HistoryEvent.CallEnded(moment, call, new("OK", false)));

        HaCall read = Assert.Single(history.Calls);
        Assert.Equal(["refused the connection", "answered"], read.Attempts.Select(attempt => attempt.Outcome!));
        Assert.Equal((1, "OK", false), (read.Failovers, read.Outcome, read.IsFailed));
        Assert.Equal(1, history.Failovers);
        Assert.Empty(history.FailedCalls);
        Assert.Single(history.Site(0).Calls);
        Assert.True(history.Site(0).Calls[0].Began < history.Site(1).Calls[0].Began);
    }

    [Fact]
    public void Calls_at_the_same_site_again_are_no_failover()
    {
        int call = Begin();
        foreach (int _ in Enumerable.Range(0, 3))
        {
            log.AddAttempt(call, Zero, Health(SiteState.Available, 0));
            log.Add(moment => new HistoryEvent.AttemptEnded(moment, call, "is overloaded"));
        }
        Assert.Equal(0, history.Failovers);
        Assert.Equal(3, history.Site(0).Calls.Count);
        Assert.Null(Assert.Single(history.Calls).Outcome);
    }

    [Fact]
    public void A_call_that_was_sent_by_old_knowledge_stands_before_the_ejection_that_it_did_not_know_of()
    {
        int call = Begin();
        log.AddChange(Zero, Health(SiteState.Ejected, 5));
        log.AddChange(Zero, Health(SiteState.Returning, 9));
        log.AddAttempt(call, Zero, Health(SiteState.Available, 0));

        HaEjection ejection = Assert.Single(history.Ejections);
        Assert.Empty(history.Site(0).CallsDuring(ejection));
        Assert.True(history.Site(0).Calls[0].Began < ejection.Began);
    }

    [Fact]
    public void A_call_that_was_sent_against_knowledge_stands_inside_the_ejection_even_if_that_is_told_later()
    {
        int call = Begin();
        log.AddAttempt(call, Zero, Health(SiteState.Ejected, 5));
        log.AddChange(Zero, Health(SiteState.Ejected, 5));
        log.AddChange(Zero, Health(SiteState.Available, 9));
        log.AddAttempt(call, Zero, Health(SiteState.Available, 9));

        HaEjection ejection = Assert.Single(history.Ejections);
        Assert.Single(history.Site(0).CallsDuring(ejection));
        Assert.True(ejection.Ended > ejection.Began);
        Assert.Equal(2, history.Site(0).Calls.Count);
    }

    [Fact]
    public void An_ejection_is_that_of_one_client()
    {
        int call = log.Add((moment, number) => new HistoryEvent.CallBegan(moment, number, 2, "/echo"));
        log.AddChange(Zero, Health(SiteState.Ejected, 5));
        log.AddAttempt(call, Zero with { Client = 2 }, Health(SiteState.Available, 0));

        Assert.Empty(history.Site(0).CallsDuring(Assert.Single(history.Ejections)));
        Assert.Single(history.Site(0).CallsBetween(history.Ejections[0].Began));
    }

    [Fact]
    public void A_fault_is_ordered_then_in_force_then_healed()
    {
        int fault = log.Add((moment, number) => new HistoryEvent.FaultOrdered(moment, number, HaFaultKind.Kill, 1, "site 1: killed"));
        HaFaultRecord ordered = Assert.Single(history.Faults);
        Assert.True(ordered is { Kind: HaFaultKind.Kill, Site: 1, Began: null, Healed: null });
        log.Add(moment => new HistoryEvent.FaultBegan(moment, fault));
        HaMoment between = history.Now;
        log.Add(moment => new HistoryEvent.FaultHealed(moment, fault));

        HaFaultRecord healed = Assert.Single(history.Site(1).Faults);
        Assert.True(healed.Ordered < healed.Began && healed.Began < between && between < healed.Healed);
        Assert.Empty(history.Site(0).Faults);
    }

    [Fact]
    public void What_a_caller_got_is_told_in_words()
    {
        (CallEnd End, double? SecondsLeft, string Text, bool IsFailed)[] table =
        [
            (new() { GrpcStatus = 0 }, null, "OK", false),
            (new() { GrpcStatus = 5 }, null, "NOT_FOUND", true),
            (new() { GrpcStatus = 14, HttpStatus = System.Net.HttpStatusCode.OK }, 1, "UNAVAILABLE", true),
            (new() { GrpcStatus = 77 }, null, "status 77", true),
            (new() { HttpStatus = System.Net.HttpStatusCode.OK }, null, "200", false),
            (new() { HttpStatus = System.Net.HttpStatusCode.BadRequest }, null, "400", true),
            (new() { Exception = new IOException("lost") }, 0, "lost", true),
            (default, null, "cancelled", false),
            (default, 1, "cancelled", false),
            (default, 0.01, "DEADLINE_EXCEEDED", true),
            (default, -1, "DEADLINE_EXCEEDED", true),
        ];
        foreach ((CallEnd end, double? left, string text, bool isFailed) in table)
            Assert.Equal(new CallResult(text, isFailed), CallResult.Of(end, left is null ? null : TimeSpan.FromSeconds(left.Value)));
    }

    private int Begin() => log.Add((moment, number) => new HistoryEvent.CallBegan(moment, number, 1, "/echo"));

    private static SiteHealth Health(SiteState state, int sinceSeconds) =>
        new("site") { State = state, Since = new Instant(TimeSpan.FromSeconds(sinceSeconds).Ticks), Reason = "refused the connection" };
}
