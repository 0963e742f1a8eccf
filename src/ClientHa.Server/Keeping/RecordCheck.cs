using ClientHa.Core.Replication;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Keeping;

/// <summary>Whether records can be read, and follow each other: each replica's operations without a hole, and with one history.</summary>
/// <param name="before">What the log's first file says that everything before it covers.</param>
internal sealed class RecordCheck(VersionVector before)
{
    private VersionVector vector = before;

    /// <returns>What was expected in the record's place; null where nothing is wrong with it.</returns>
    public string? Expected(long index, ReadOnlySpan<byte> bytes)
    {
        try
        {
            switch (RecordCodec.Read(bytes))
            {
                case LogRecord.Applied { Operation: { } operation }:
                    VectorEntry last = vector.EntryOf(operation.Replica) ?? new(operation.Replica, 0, 0);
                    if (operation.Sequence != last.Sequence + 1)
                        return $"operation {last.Sequence + 1} of replica {operation.Replica} as record {index}, not operation {operation.Sequence}";
                    if (operation.PreviousChain != last.Chain)
                        return $"record {index} to follow the history before it, and operation {operation.Sequence} of replica {operation.Replica} follows another";
                    vector = vector.With(operation.Replica, operation.Sequence, operation.Chain);
                    break;
                case LogRecord.StateEnd end:
                    vector = vector.Merge(end.Vector);
                    break;
            }
            return null;
        }
        catch (FormatException unreadable)
        {
            return $"record {index} to be readable ({unreadable.Message})";
        }
    }
}
