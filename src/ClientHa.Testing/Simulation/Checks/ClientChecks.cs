using System.Collections.Immutable;
using ClientHa.Core.Failover;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Tells all checks that watch clients, in the order of the list.</summary>
internal sealed class ClientChecks(ImmutableArray<IClientCheck> all) : IClientCheck
{
    public void Started(SimClient client)
    {
        foreach (IClientCheck check in all)
            check.Started(client);
    }

    public void Stopped(SimClient client)
    {
        foreach (IClientCheck check in all)
            check.Stopped(client);
    }

    public void CallStarted(ClientCall call)
    {
        foreach (IClientCheck check in all)
            check.CallStarted(call);
    }

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        foreach (IClientCheck check in all)
            check.AttemptStarted(call, attempt, state, in request);
    }

    public void AttemptEnded(ClientCall call, ClientAttempt attempt, in ClientOutcome outcome)
    {
        foreach (IClientCheck check in all)
            check.AttemptEnded(call, attempt, in outcome);
    }

    public void CallEnded(ClientCall call, CallEnd end, Said? said)
    {
        foreach (IClientCheck check in all)
            check.CallEnded(call, end, said);
    }

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        foreach (IClientCheck check in all)
            check.Recorded(client, in happened, before, after);
    }

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        foreach (IClientCheck check in all)
            check.StateChanged(client, before, after);
    }

    public void RaceStarted(SimClient client, FailoverState state)
    {
        foreach (IClientCheck check in all)
            check.RaceStarted(client, state);
    }

    public void RaceEnded(SimClient client, FailoverState before, FailoverState after)
    {
        foreach (IClientCheck check in all)
            check.RaceEnded(client, before, after);
    }

    public void ProbeStarted(SimClient client, int site, SiteHealth asked, bool isRace)
    {
        foreach (IClientCheck check in all)
            check.ProbeStarted(client, site, asked, isRace);
    }

    public void ProbeEnded(SimClient client, int site, SiteHealth asked, bool isGood)
    {
        foreach (IClientCheck check in all)
            check.ProbeEnded(client, site, asked, isGood);
    }

    public void FoundSilent(SimClient client, int site, SiteHealth health, TimeSpan silence, bool isStream)
    {
        foreach (IClientCheck check in all)
            check.FoundSilent(client, site, health, silence, isStream);
    }

    public void Connecting(SimClient client, int site, Node node, bool isProbe)
    {
        foreach (IClientCheck check in all)
            check.Connecting(client, site, node, isProbe);
    }

    public void WriteStarted(SimClient client, ClientCall call, WriteRequest request)
    {
        foreach (IClientCheck check in all)
            check.WriteStarted(client, call, request);
    }

    public void WriteAnswered(SimClient client, WriteRequest request, ReplicaReply.Written written)
    {
        foreach (IClientCheck check in all)
            check.WriteAnswered(client, request, written);
    }

    public void ReadAnswered(SimClient client, Ask.Get get, ReplicaReply.Found found)
    {
        foreach (IClientCheck check in all)
            check.ReadAnswered(client, get, found);
    }

    public void WatchStarted(ClientWatch watch)
    {
        foreach (IClientCheck check in all)
            check.WatchStarted(watch);
    }

    public void WatchTold(ClientWatch watch, Said said)
    {
        foreach (IClientCheck check in all)
            check.WatchTold(watch, said);
    }
}
