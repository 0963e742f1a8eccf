using ClientHa.Core.Replication;
using ClientHa.Server.Documents;
using ClientHa.Server.Replication;
using ClientHa.Server.Sessions;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Documents;

/// <summary>A replica that refuses everything for one reason.</summary>
internal sealed class RefusingAccess(WireException refusal) : IReplicaAccess
{
    public DocumentLimits Limits { get; } = new(512, 1024);

    public ReplicaRules Rules => ReplicaRules.Default;

    public IReplicaStore Store => throw refusal;

    public WatchCounts Watches { get; } = new();

    public ResetStates Resets => throw refusal;

    public SiteSessions Sessions => throw refusal;

    public CancellationToken Draining => CancellationToken.None;

    public ReplicaLoop Open() => throw refusal;

    public Task<ReplicaReply.Written> WriteAsync(WriteRequest request, CancellationToken cancellationToken) => throw refusal;

    public OperationId NewId() => OperationId.Create(0, 1, 2);
}
