using System.Diagnostics.CodeAnalysis;
using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>Reads durable records in the log's order.</summary>
internal interface IRecordReader : IDisposable
{
    /// <summary>False where everything durable has been read; more may come.</summary>
    /// <exception cref="RecordsGoneException">The log was cut behind this reader, which was too slow.</exception>
    bool TryRead([NotNullWhen(true)] out LogRecord? record);
}
