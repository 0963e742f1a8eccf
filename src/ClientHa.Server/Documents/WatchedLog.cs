using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Documents;

/// <summary>What one client watches, and what is ready for it.</summary>
internal sealed class WatchedLog(string prefix, IRecordReader? reader, VersionVector from) : IDisposable
{
    private const int MaxChangesPerResponse = 256;
    private const int MaxBytesPerResponse = 256 * 1024;

    /// <summary>After this many records that weren't for the client its cursor moves on, lest it read them again elsewhere.</summary>
    private const int MaxSkipped = 1_024;

    private Feed feed = new(from);
    private WatchResponse ready = new();
    private int skipped;
    private int bytes;

    public IRecordReader? Reader { get; private set; } = reader;

    public bool HasMore { get; private set; }

    /// <summary>What the client has, once it has taken what is ready.</summary>
    public VersionVector Vector => feed.Vector;

    public bool WasReset { get; private set; }

    public bool HasNews => ready.Changes.Count > 0 || skipped >= MaxSkipped;

    public void Restart(IRecordReader? next, VersionVector vector)
    {
        Reader?.Dispose();
        (Reader, feed, WasReset) = (next, new(vector), true);
    }

    /// <returns>True where the log cannot bring the client further.</returns>
    public bool Fill()
    {
        try
        {
            HasMore = true;
            while (ready.Changes.Count < MaxChangesPerResponse && bytes < MaxBytesPerResponse && skipped < MaxSkipped)
            {
                if (Reader is null)
                    return true;
                HasMore = Reader.TryRead(out Core.Replication.LogRecord? record);
                if (!HasMore)
                    return false;
                FeedStep step = feed.Next(record!);
                if (step == FeedStep.NeedState)
                    return true;
                if (step == FeedStep.Deliver)
                    Add((Core.Replication.LogRecord.Applied)record!);
            }
            return false;
        }
        catch (RecordsGoneException)
        {
            return true;
        }
    }

    /// <summary>What is ready, with the cursor that covers it.</summary>
    public WatchResponse TakeResponse()
    {
        WatchResponse response = ready;
        response.Cursor = Cursor.Write(feed.Vector);
        (ready, skipped, bytes) = (new(), 0, 0);
        return response;
    }

    public void Dispose() => Reader?.Dispose();

    private void Add(Core.Replication.LogRecord.Applied record)
    {
        Core.Replication.Operation operation = record.Operation;
        if (!operation.Kind.ChangesDocument() || !operation.Key.StartsWith(prefix, StringComparison.Ordinal))
        {
            skipped++;
            return;
        }
        ready.Changes.Add(new Change
        {
            Document = Codec.WriteDocument(new(operation.Key, operation.Value, operation.Version, IsDeleted: false)),
            Deleted = operation.Kind == Core.Replication.OperationKind.Delete,
            Superseded = record.Superseded,
            Replica = operation.Replica.Value,
            Sequence = operation.Sequence,
        });
        bytes += operation.Value.Length + operation.Key.Length;
    }
}
