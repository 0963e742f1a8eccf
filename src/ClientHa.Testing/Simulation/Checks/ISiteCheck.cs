using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;
using ClientHa.Testing.Simulation.Sites.Peers;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Sees what sites do.</summary>
internal interface ISiteCheck
{
    /// <summary>A process has begun with what its disk held.</summary>
    void Recovered(SimSite site, Replica replica)
    {
    }

    /// <summary>A replica has taken an input; the effects are those that came of it.</summary>
    void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
    }

    /// <summary>A record is on the disk for certain.</summary>
    void Durable(SimSite site, LogRecord record)
    {
    }

    /// <summary>An answer leaves for a client.</summary>
    /// <param name="request">What was asked, where it was a write.</param>
    void Replied(SimSite site, WriteRequest? request, ReplicaReply reply)
    {
    }

    /// <summary>A site tells a peer that it has so much.</summary>
    void Told(SimSite site, VersionVector vector)
    {
    }

    /// <summary>A site sends operations to a peer, or to a watch.</summary>
    void Sent(SimSite site, Operation operation)
    {
    }

    /// <summary>A reader of a site's log, a peer's or a watch's, has read all that is durable.</summary>
    /// <param name="vector">What it was told of, and what it had before.</param>
    void ReadAll(SimSite site, VersionVector vector)
    {
    }

    /// <summary>A word has come from a peer, and perhaps what it has.</summary>
    void Heard(SimSite site, int peer, VersionVector? has)
    {
    }

    /// <summary>A link stands, or has ended.</summary>
    void LinkChanged(SimSite site, int peer, bool isConnected)
    {
    }

    /// <summary>What a site says about one of its links.</summary>
    void Reported(SimSite site, int peer, LinkReport report)
    {
    }

    /// <summary>A site has founded a cluster.</summary>
    void Founded(SimSite site)
    {
    }

    /// <summary>A site has executed a booking.</summary>
    void Booked(SimSite site, long number)
    {
    }

    /// <summary>A watch was told something by a site: see <see cref="Calls.Said"/>.</summary>
    /// <param name="watch">Who watches, over all its sites.</param>
    /// <param name="from">Its cursor until now.</param>
    void Watched(object watch, VersionVector from, Calls.Said said)
    {
    }
}
