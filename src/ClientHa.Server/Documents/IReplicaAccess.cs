using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.Server.Sessions;

namespace ClientHa.Server.Documents;

/// <summary>The site's replica, for services: open only while the site serves.</summary>
internal interface IReplicaAccess
{
    DocumentLimits Limits { get; }

    ReplicaRules Rules { get; }

    IReplicaStore Store { get; }

    WatchCounts Watches { get; }

    ResetStates Resets { get; }

    /// <exception cref="ClientHa.Wire.WireException">As for <see cref="Open"/>, where it has not read its data yet.</exception>
    SiteSessions Sessions { get; }

    /// <summary>Cancelled when clients are sent to other sites.</summary>
    CancellationToken Draining { get; }

    /// <exception cref="ClientHa.Wire.WireException">UNAVAILABLE with the hint to go elsewhere: the site doesn't serve yet.</exception>
    ReplicaLoop Open();

    /// <exception cref="ClientHa.Wire.WireException">UNAVAILABLE with the hint to go elsewhere: the site doesn't serve yet, or its disk is full or read-only.</exception>
    Task<ReplicaReply.Written> WriteAsync(WriteRequest request, CancellationToken cancellationToken);

    /// <summary>An operation id for a client that gave none.</summary>
    OperationId NewId();
}
