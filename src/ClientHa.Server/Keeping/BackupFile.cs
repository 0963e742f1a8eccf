using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.V1;
using LogRecord = ClientHa.Core.Replication.LogRecord;

namespace ClientHa.Server.Keeping;

/// <summary>A snapshot file that is not written to a disk but taken away in pieces, while it is written.</summary>
internal sealed class BackupFile : ISyncedFile
{
    private const int MaxPieceBytes = 256 << 10;

    private readonly Queue<byte[]> pieces = [];

    private BackupFile()
    {
    }

    /// <summary>The file that holds a state, from its beginning to its end; no more than a part of the state is in memory at a time.</summary>
    public static IEnumerable<byte[]> PiecesOf(ReplicaState state)
    {
        using BackupFile file = new();
        SnapshotWriter writer = new(file, SnapshotFiles.NewHeader(state.Records));
        foreach (SnapshotPart part in StateParts.Of(state))
        {
            writer.Add(RecordCodec.Write(part));
            foreach (byte[] piece in file.Take())
                yield return piece;
        }
        writer.Add(RecordCodec.Write(new LogRecord.StateEnd(state.Vector)));
        writer.Complete();
        foreach (byte[] piece in file.Take())
            yield return piece;
    }

    /// <summary>What was written and not taken yet.</summary>
    private IEnumerable<byte[]> Take()
    {
        while (pieces.TryDequeue(out byte[]? piece))
            yield return piece;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        for (; bytes.Length > MaxPieceBytes; bytes = bytes[MaxPieceBytes..])
            pieces.Enqueue(bytes[..MaxPieceBytes].ToArray());
        pieces.Enqueue(bytes.ToArray());
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}
