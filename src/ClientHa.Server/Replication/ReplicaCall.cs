using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>Someone who waits for a reply.</summary>
internal sealed class ReplicaCall() : TaskCompletionSource<ReplicaReply>(TaskCreationOptions.RunContinuationsAsynchronously);
