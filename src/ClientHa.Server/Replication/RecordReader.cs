using System.Diagnostics.CodeAnalysis;
using ClientHa.Core.Replication;
using ClientHa.Server.Log;

namespace ClientHa.Server.Replication;

/// <summary>The records of a log, read from its bytes.</summary>
internal sealed class RecordReader(LogReader reader) : IRecordReader
{
    public bool TryRead([NotNullWhen(true)] out LogRecord? record)
    {
        try
        {
            record = reader.TryRead(out _, out ReadOnlyMemory<byte> bytes) ? RecordCodec.Read(bytes.Span) : null;
            return record is not null;
        }
        catch (LogCompactedException)
        {
            throw new RecordsGoneException();
        }
    }

    public void Dispose() => reader.Dispose();
}
