using System.Globalization;
using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Writes;

/// <summary>Clients that each write again as soon as their last write is acknowledged: as much as the store can take.</summary>
internal static class ClosedWrites
{
    public const int Clients = 64;
    public const int ValueBytes = 128;

    private const int KeysPerClient = 1_000;

    /// <summary>Writes for so long, and counts what came after the warm-up.</summary>
    public static async Task<WriteFigures> RunAsync(IReadOnlyList<IWriter> writers, TimeSpan warmUp, TimeSpan measured)
    {
        Milliseconds times = new();
        long begin = MonotonicClock.Now + (long)warmUp.TotalNanoseconds;
        long end = begin + (long)measured.TotalNanoseconds;
        await Task.WhenAll(writers.Select((writer, number) => Task.Run(async () =>
        {
            byte[] value = new byte[ValueBytes];
            for (int i = 0; ; i++)
            {
                long sent = MonotonicClock.Now;
                if (sent >= end)
                    break;
                await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"closed/{number}/{i % KeysPerClient}"), value);
                long acknowledged = MonotonicClock.Now;
                if (acknowledged >= begin && acknowledged < end)
                    times.Add(acknowledged - sent);
            }
        })));
        return new(times.Count / measured.TotalSeconds, times.Rank(0.5) ?? 0, times.Rank(0.99) ?? 0);
    }

    /// <summary>Writes so many documents, each under a key of its own.</summary>
    public static Task FillAsync(IReadOnlyList<IWriter> writers, string prefix, int documents) =>
        Task.WhenAll(writers.Select((writer, number) => Task.Run(async () =>
        {
            byte[] value = new byte[ValueBytes];
            for (int i = number; i < documents; i += writers.Count)
                await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"), value);
        })));
}
