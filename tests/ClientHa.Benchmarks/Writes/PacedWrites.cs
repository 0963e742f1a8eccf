using System.Buffers.Binary;
using System.Globalization;
using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Writes;

/// <summary>
/// Clients that write at a steady pace, whatever has become of their writes before, each document under a key of its own. The value
/// begins with the time at which its write was called.
/// </summary>
internal sealed class PacedWrites(IReadOnlyList<IWriter> writers, string prefix, TimeSpan pace)
{
    /// <summary>Called with the key and the time of each acknowledgement.</summary>
    public Action<string, long> Acknowledged { get; init; } = static (_, _) => { };

    /// <summary>Whether a write may fail, as it does where its site is destroyed.</summary>
    public bool MayFail { get; init; }

    public static long CalledAt(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt64LittleEndian(value);

    /// <summary>Ends when the last write has ended that began before the stop.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(writers.Select((writer, number) => Task.Run(() => RunAsync(writer, number, stop), CancellationToken.None)));

    private async Task RunAsync(IWriter writer, int number, CancellationToken stop)
    {
        long period = (long)pace.TotalNanoseconds;
        long next = MonotonicClock.Now + (period * number / writers.Count);
        List<Task> writes = [];
        for (int i = 0; ; i++, next += period)
        {
            TimeSpan wait = TimeSpan.FromMicroseconds((next - MonotonicClock.Now) / 1e3);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                break;
            writes.RemoveAll(static write => write.IsCompletedSuccessfully);
            writes.Add(WriteAsync(writer, string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}/{i}")));
        }
        await Task.WhenAll(writes);
    }

    private async Task WriteAsync(IWriter writer, string key)
    {
        byte[] value = new byte[ClosedWrites.ValueBytes];
        BinaryPrimitives.WriteInt64LittleEndian(value, MonotonicClock.Now);
        try
        {
            await writer.WriteAsync(key, value);
            Acknowledged(key, MonotonicClock.Now);
        }
        catch (Exception) when (MayFail)
        {
            // It was never acknowledged, so that nobody is owed it.
        }
    }
}
