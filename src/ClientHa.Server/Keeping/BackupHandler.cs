using ClientHa.Core.Replication;
using ClientHa.Server.Draining;
using ClientHa.Server.Sites;
using ClientHa.Server.Wire;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Keeping;

/// <summary>
/// Sends a site's state as a snapshot file, as of one moment, while the site goes on: the state is an array of documents that never
/// change, and no more than a few pieces of the file wait for a slow reader.
/// </summary>
internal sealed class BackupHandler(Func<SiteData?> open)
{
    public async Task RunAsync(BackupRequest request, WireWriter<BackupResponse> responses, WireContext context)
    {
        if (open() is not { Membership.Cluster: not null } data)
            throw Elsewhere.Refusal(Elsewhere.Starting, "This site has no state yet that could be backed up.");
        ReplicaState state = (await data.Loop.AskAsync<ReplicaReply.State>(call => new ReplicaInput.Capture(call), context.CancellationToken).ConfigureAwait(false)).Value;
        foreach (byte[] piece in BackupFile.PiecesOf(state))
            await responses.WriteAsync(new BackupResponse { Data = UnsafeByteOperations.UnsafeWrap(piece) }).ConfigureAwait(false);
    }
}
