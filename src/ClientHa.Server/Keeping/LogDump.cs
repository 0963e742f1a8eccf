using System.Text;
using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Keeping;

/// <summary>Shows the records of a log, in order; it may run beside the directory's site.</summary>
internal sealed record LogDump
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The first and the last record to show.</summary>
    public long From { get; init; } = 1;

    /// <inheritdoc cref="From"/>
    public long To { get; init; } = long.MaxValue;

    /// <summary>Only operations on keys that begin so.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether values are shown, and not only their length.</summary>
    public bool WithValues { get; init; }

    /// <exception cref="DataDirectoryException">It is no site's.</exception>
    /// <exception cref="LogCorruptException">The log is damaged; what came before was shown.</exception>
    public void Run(string path, Action<DumpedRecord> show)
    {
        IEnumerable<CheckedFile> files = new LogWalk(new DirectoryFiles(path)).Run(From, _ => { }, (segment, index, offset, bytes) =>
        {
            if (index < From || index > To)
                return;
            DumpedRecord record = Describe(RecordCodec.Read(bytes.Span), new() { Index = index, File = segment.Path, Offset = offset, Record = "" });
            if (Prefix.Length == 0 || record.Key?.StartsWith(Prefix, StringComparison.Ordinal) is true)
                show(record);
        });
        foreach (CheckedFile file in files)
        {
            if (file.Last >= To)
                return;
        }
    }

    private DumpedRecord Describe(LogRecord record, DumpedRecord place) => record switch
    {
        LogRecord.Applied applied => Describe(applied, place),
        LogRecord.StatePart part => place with { Record = "statePart", Documents = part.Documents.Length },
        LogRecord.StateEnd end => place with
        {
            Record = "stateEnd",
            Vector = new(end.Vector.Entries.ToArray().ToDictionary(entry => entry.Replica.ToString(), entry => entry.Sequence), StringComparer.Ordinal),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(record), record, "The log knows no such record."),
    };

    private DumpedRecord Describe(LogRecord.Applied applied, DumpedRecord place)
    {
        Operation operation = applied.Operation;
        WriteVersion version = operation.Version;
        string? text = WithValues ? TextOf(operation.Value) : null;
        return place with
        {
            Record = operation.Kind.ToString().ToLowerInvariant(),
            Replica = operation.Replica.ToString(),
            Sequence = operation.Sequence,
            OperationId = version.OperationId.ToString(),
            Version = $"{version.Stamp:x16}{version.OperationId.High:x16}{version.OperationId.Low:x16}",
            Stamped = DateTimeOffset.FromUnixTimeMilliseconds(Stamp.Milliseconds(version.Stamp)),
            Attempt = operation.Attempt,
            Key = operation.Key,
            Value = text,
            ValueBase64 = WithValues && text is null ? Convert.ToBase64String(operation.Value.Span) : null,
            ValueBytes = operation.Kind == OperationKind.Delete ? null : operation.Value.Length,
            Superseded = applied.Superseded ? true : null,
        };
    }

    /// <summary>Null where the value is no text.</summary>
    private static string? TextOf(ReadOnlyMemory<byte> value)
    {
        try
        {
            return Strict.GetString(value.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
