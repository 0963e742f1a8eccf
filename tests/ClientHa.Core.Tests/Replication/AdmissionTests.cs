using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>Who is let in, who is given up, and what is written down of it.</summary>
public sealed class AdmissionTests
{
    private static readonly ReplicaId Old = ReplicaId.Create(1, 0), New = ReplicaId.Create(1, ulong.MaxValue);

    private readonly Site site = new(0);

    [Fact]
    public void A_new_site_is_written_down_before_it_is_let_in_and_once()
    {
        ReplicaEffect[] effects = site.Handle(new ReplicaInput.Admit("call", Old));

        Assert.Equal((OperationKind.Join, Old.ToString()), Of(Assert.IsType<ReplicaEffect.Persist>(effects[0])));
        Assert.Null(Refusal(effects));
        Assert.Single(site.Handle(new ReplicaInput.Admit("call", Old)));
        Assert.Equal([site.Id, Old], site.Replica.Roster.Known.ToArray());
    }

    [Fact]
    public void A_new_life_takes_the_place_of_one_all_of_whose_operations_are_here()
    {
        site.Handle(new ReplicaInput.Admit("call", Old));

        ReplicaEffect[] effects = site.Handle(new ReplicaInput.Admit("call", New));

        Assert.Equal(
            [(OperationKind.Retire, Old.ToString()), (OperationKind.Join, New.ToString())],
            effects.OfType<ReplicaEffect.Persist>().Select(Of));
        Assert.Equal([Old], Assert.IsType<ReplicaEffect.Retired>(effects[^1]).Roster.Retired.ToArray());
        Assert.True(site.Replica.Roster.IsRetired(Old));
        Assert.Contains("was retired", Refusal(site.Handle(new ReplicaInput.Admit("call", Old))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_life_is_sent_away_while_the_old_one_has_what_is_not_here()
    {
        site.Handle(new ReplicaInput.Admit("call", Old));
        site.Handle(new ReplicaInput.Met(Old, VersionVector.Empty.With(Old, 7)));

        string? refusal = Refusal(site.Handle(new ReplicaInput.Admit("call", New)));

        Assert.Contains("has written 7 operations, and only 0 of them are here", refusal, StringComparison.Ordinal);
        Assert.Contains("clientha sites replace 1", refusal, StringComparison.Ordinal);
        site.Handle(new ReplicaInput.Retire("call", [Old]));
        Assert.Null(Refusal(site.Handle(new ReplicaInput.Admit("call", New))));
    }

    [Fact]
    public void Nothing_is_taken_from_a_retired_replica_but_through_others()
    {
        Site old = new(1);
        old.Write(old.Put("a"));
        site.Handle(new ReplicaInput.Admit("call", old.Id));
        site.Handle(new ReplicaInput.Retire("call", [old.Id]));

        Assert.IsType<ReplicaEffect.Refuse>(Assert.Single(site.Handle(new ReplicaInput.Push("link", old.Operations()) { From = old.Id })));
        Assert.IsType<ReplicaEffect.Refuse>(Assert.Single(site.Handle(new ReplicaInput.Heartbeat("link", old.Replica.Vector, 0) { From = old.Id })));
        Assert.Null(site.Get("a"));
        site.Handle(new ReplicaInput.Push("link", old.Operations()) { From = New });
        Assert.NotNull(site.Get("a"));
    }

    [Fact]
    public void Only_what_is_known_is_retired_and_never_this_replica()
    {
        ReplicaEffect[] effects = site.Handle(new ReplicaInput.Retire("call", [site.Id, Old]));

        Assert.Empty(Assert.IsType<ReplicaReply.Retired>(Assert.IsType<ReplicaEffect.Reply>(Assert.Single(effects)).Value).Replicas);
    }

    [Fact]
    public void Another_site_learns_of_members_from_the_log_and_from_a_state()
    {
        site.Handle(new ReplicaInput.Admit("call", Old));
        site.Handle(new ReplicaInput.Admit("call", New));
        Site byLog = new(2), byState = new(3);
        byLog.Push(site.Operations());
        ReplicaState state = site.State();
        byState.Handle(new ReplicaInput.State("link", state.Vector, [new(state.Documents, state.Results) { Members = state.Members }]));

        foreach (Site each in (Site[])[byLog, byState])
        {
            Assert.Equal(new[] { each.Id, site.Id, Old, New }.Order(), each.Replica.Roster.Known.Order());
            Assert.Equal([Old], each.Replica.Roster.Retired.ToArray());
            each.Restart();
            Assert.Equal([Old], each.Replica.Roster.Retired.ToArray());
        }
    }

    [Fact]
    public void A_replica_that_has_read_that_it_was_retired_knows_it_for_ever()
    {
        site.Handle(new ReplicaInput.Admit("call", Old));
        site.Handle(new ReplicaInput.Retire("call", [Old]));
        Replica retired = new(Old, ReplicaRules.Default), recovered = new(Old, ReplicaRules.Default);
        List<ReplicaEffect> effects = [];
        retired.Handle(new ReplicaInput.Push("link", site.Operations()), Site.Noon, effects);
        Assert.Equal(Roster.ReasonOfRefusal(Old), effects.OfType<ReplicaEffect.Retired>().Single().Roster.OwnEnd);

        effects.Clear();
        retired.Handle(new ReplicaInput.Capture("call"), Site.Noon, effects);
        ReplicaState state = Assert.IsType<ReplicaReply.State>(Assert.IsType<ReplicaEffect.Reply>(Assert.Single(effects)).Value).Value;
        recovered.Recover(state.ToPart());
        recovered.Recover(new LogRecord.StateEnd(state.Vector));

        Assert.NotNull(recovered.Roster.OwnEnd);
        Assert.Null(site.Replica.Roster.OwnEnd);
    }

    [Fact]
    public void A_member_of_old_that_has_written_nothing_is_written_down_when_it_is_heard()
    {
        site.Write(site.Put("a"));
        site.Handle(new ReplicaInput.Heartbeat("link", site.Replica.Vector.With(New, 1), 0) { From = Old });
        Assert.DoesNotContain(Old, site.Replica.Roster.Known.ToArray());

        site.Handle(new ReplicaInput.Heartbeat("link", site.Replica.Vector, site.Replica.Digest) { From = Old });
        Assert.Contains(Old, site.Replica.Roster.Known.ToArray());
    }

    [Fact]
    public void A_retired_site_finds_itself_in_its_peers_hello_and_is_refused_by_who_knows()
    {
        Guid cluster = new("00000000-0000-4000-8000-000000000001");
        SiteIdentity here = new(1, cluster, 0, site.Id, VersionVector.Empty), retired = new(1, cluster, 1, Old, VersionVector.Empty);

        HandshakeVerdict.Refuse refusal = Assert.IsType<HandshakeVerdict.Refuse>(Handshake.Judge(retired, here with { Retired = [Old] }));
        Assert.True(refusal.IsRetired);
        refusal = Assert.IsType<HandshakeVerdict.Refuse>(Handshake.Judge(here with { Retired = [Old] }, retired));
        Assert.False(refusal.IsRetired);
        Assert.Contains("was retired", refusal.Reason, StringComparison.Ordinal);
    }

    private static (OperationKind Kind, string Key) Of(ReplicaEffect.Persist persist) =>
        Assert.IsType<LogRecord.Applied>(persist.Record).Operation is { } operation ? (operation.Kind, operation.Key) : default;

    private static string? Refusal(ReplicaEffect[] effects) =>
        Assert.IsType<ReplicaReply.Admitted>(effects.OfType<ReplicaEffect.Reply>().Single().Value).Refusal;
}
