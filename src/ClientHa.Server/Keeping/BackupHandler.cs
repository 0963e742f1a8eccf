using ClientHa.Core.Replication;
using ClientHa.Server.Draining;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;
using ClientHa.Server.Wire;
using ClientHa.V1;
using Google.Protobuf;
using LogRecord = ClientHa.Core.Replication.LogRecord;

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
        using BackupFile file = new();
        SnapshotWriter writer = new(file, SnapshotFiles.NewHeader(state.Records));
        foreach (SnapshotPart part in StateParts.Of(state))
        {
            writer.Add(RecordCodec.Write(part));
            await SendAsync(file, responses).ConfigureAwait(false);
        }
        writer.Add(RecordCodec.Write(new LogRecord.StateEnd(state.Vector)));
        writer.Complete();
        await SendAsync(file, responses).ConfigureAwait(false);
    }

    private static async Task SendAsync(BackupFile file, WireWriter<BackupResponse> responses)
    {
        foreach (byte[] piece in file.Take())
            await responses.WriteAsync(new BackupResponse { Data = UnsafeByteOperations.UnsafeWrap(piece) }).ConfigureAwait(false);
    }
}
