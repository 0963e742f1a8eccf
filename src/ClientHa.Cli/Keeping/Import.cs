using System.Text;
using System.Text.Json;
using ClientHa.Services;

namespace ClientHa.Cli.Keeping;

/// <summary>
/// Writes documents and counters from lines, several at a time. Whether one is written is decided by what is there, and written on that condition:
/// so a line that is read twice counts once, however much time has passed. A counter gets its total where it stands at nothing.
/// </summary>
internal sealed class Import(DocumentsClient client, string source, bool overwrite)
{
    private const int AtOnce = 32;

    /// <summary>Nothing can be added on a condition: so of the lines of one counter each looks after the one before it has counted.</summary>
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, AtOnce).Select(_ => new SemaphoreSlim(1))];

    private int written;
    private int kept;
    private int counted;
    private int left;

    /// <summary>How many documents were written.</summary>
    public int Written => Volatile.Read(ref written);

    /// <summary>How many were newer than their line, or the same.</summary>
    public int Kept => Volatile.Read(ref kept);

    /// <summary>How many counters stand at their line's total by this.</summary>
    public int Counted => Volatile.Read(ref counted);

    /// <summary>How many counters were left as they are.</summary>
    public int Left => Volatile.Read(ref left);

    /// <exception cref="FormatException">A line is none; of those before it the last may not be written.</exception>
    public async Task RunAsync(Stream input, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(input, Encoding.UTF8, leaveOpen: true);
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ReadAsync(reader), options, async (line, token) => await (line.Total is { } total ? CountAsync(line.Key, total, token) : WriteAsync(line, token)));
    }

    private async IAsyncEnumerable<ImportedLine> ReadAsync(StreamReader reader)
    {
        for (int number = 1; await reader.ReadLineAsync() is { } text; number++)
        {
            if (text.Length > 0)
                yield return Read(text, number);
        }
    }

    private ImportedLine Read(string text, int number)
    {
        try
        {
            Line? line = Json.Read<Line>(text);
            if (line is { Counter.Length: > 0, Total: { } total, Key: null })
                return new(line.Counter, [], null, total);
            if (line is not { Key.Length: > 0, Counter: null } || (line.Value is null) == (line.ValueBase64 is null))
                throw new FormatException("it has no key, or not one of value and valueBase64; nor is it a counter with its total");
            return new(
                line.Key,
                line.Value is { } value ? Encoding.UTF8.GetBytes(value) : Convert.FromBase64String(line.ValueBase64!),
                line.Version is { } version ? DocumentVersion.Parse(version) : null);
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            throw new FormatException($"Line {number} of {source} is no document and no counter: {fault.Message.TrimEnd('.')}. See 'clientha export'.", fault);
        }
    }

    private async ValueTask WriteAsync(ImportedLine line, CancellationToken cancellationToken)
    {
        while (true)
        {
            Document? there = await client.GetAsync(line.Key, cancellationToken);
            if (there is not null && (there.Value.Span.SequenceEqual(line.Value) || (!overwrite && (line.Version is null || there.Version >= line.Version))))
            {
                Interlocked.Increment(ref kept);
                return;
            }
            try
            {
                WriteCondition unchanged = there is null ? WriteCondition.IfAbsent : WriteCondition.IfVersion(there.Version);
                await client.PutAsync(line.Key, line.Value, unchanged, cancellationToken);
                Interlocked.Increment(ref written);
                return;
            }
            catch (Exception changed) when (changed is DocumentConflictException or OutcomeUnknownException)
            {
                // Somebody has written it meanwhile, perhaps this very call's first try: look again.
            }
        }
    }

    private async ValueTask CountAsync(string key, long total, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = turns[(uint)key.GetHashCode(StringComparison.Ordinal) % AtOnce];
        await turn.WaitAsync(cancellationToken);
        try
        {
            await CountAloneAsync(key, total, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private async ValueTask CountAloneAsync(string key, long total, CancellationToken cancellationToken)
    {
        long there = await client.GetCounterAsync(key, cancellationToken);
        if (there == total || (there != 0 && !overwrite))
        {
            Interlocked.Increment(ref left);
            return;
        }
        await client.AddAsync(key, total - there, cancellationToken);
        Interlocked.Increment(ref counted);
    }

    /// <summary>A line as it stands: of a document or of a counter.</summary>
    private sealed record Line(string? Key, string? Version, string? Value, string? ValueBase64, string? Counter, long? Total);

    private sealed record ImportedLine(string Key, byte[] Value, DocumentVersion? Version, long? Total = null);
}
