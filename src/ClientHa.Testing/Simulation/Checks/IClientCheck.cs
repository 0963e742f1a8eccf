using ClientHa.Core.Failover;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Sees what clients do. Each is told at the moment, before anything follows from it.</summary>
internal interface IClientCheck
{
    /// <summary>The client's process begins and knows nothing.</summary>
    void Started(SimClient client)
    {
    }

    /// <summary>The client's process was killed, and with it all that it had begun.</summary>
    void Stopped(SimClient client)
    {
    }

    void CallStarted(ClientCall call)
    {
    }

    /// <param name="call">The call.</param>
    /// <param name="attempt">Its attempt; nothing of it was sent yet.</param>
    /// <param name="state">What the site was picked by.</param>
    /// <param name="request">What was asked of it.</param>
    void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
    }

    void AttemptEnded(ClientCall call, ClientAttempt attempt, in ClientOutcome outcome)
    {
    }

    void CallEnded(ClientCall call, CallEnd end, Said? said)
    {
    }

    /// <summary>An event was recorded, whether or not it made another state.</summary>
    void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
    }

    /// <summary>The client holds another state, for whatever reason.</summary>
    void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
    }

    void RaceStarted(SimClient client, FailoverState state)
    {
    }

    void RaceEnded(SimClient client, FailoverState before, FailoverState after)
    {
    }

    /// <param name="client">Who asks.</param>
    /// <param name="site">Whom.</param>
    /// <param name="asked">What was thought of it.</param>
    /// <param name="isRace">It is a part of a race over all sites.</param>
    void ProbeStarted(SimClient client, int site, SiteHealth asked, bool isRace)
    {
    }

    void ProbeEnded(SimClient client, int site, SiteHealth asked, bool isGood)
    {
    }

    /// <summary>A site was found silent with a call in flight.</summary>
    void FoundSilent(SimClient client, int site, SiteHealth health, TimeSpan silence, bool isStream)
    {
    }

    /// <summary>A client connects to a machine, for calls or for a probe.</summary>
    void Connecting(SimClient client, int site, Node node, bool isProbe)
    {
    }

    /// <summary>A write is sent, for the first time or stamped again.</summary>
    void WriteStarted(SimClient client, ClientCall call, WriteRequest request)
    {
    }

    /// <summary>A write has its result.</summary>
    void WriteAnswered(SimClient client, WriteRequest request, ReplicaReply.Written written)
    {
    }

    void ReadAnswered(SimClient client, Ask.Get get, ReplicaReply.Found found)
    {
    }

    /// <summary>A watch begins, over as many streams as it will take.</summary>
    void WatchStarted(ClientWatch watch)
    {
    }

    /// <summary>A stream of the watch brings something: its cursor doesn't cover it yet. <see cref="Said.WatchEnded"/> is its last.</summary>
    void WatchTold(ClientWatch watch, Said said)
    {
    }
}
