using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>Reads durable records in the log's order.</summary>
internal sealed class RecordReader(SiteStore store, long next)
{
    private long next = next;

    /// <summary>The log was cut behind this reader, which was too slow.</summary>
    public bool IsCutOff => next < store.FirstRecord;

    /// <returns>Null where everything durable has been read, or where the reader is cut off.</returns>
    public LogRecord? Read()
    {
        LogRecord? record = store.Read(next);
        next += record is null ? 0 : 1;
        return record;
    }
}
