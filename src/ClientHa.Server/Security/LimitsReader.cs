using ClientHa.Server.Hosting;

namespace ClientHa.Server.Security;

/// <summary>Checks the limits among the options.</summary>
internal static class LimitsReader
{
    private const long LeastStateBytes = 1 << 20;

    /// <summary>More than what is kept of it for peers that were away, and what two snapshots need.</summary>
    private const long LeastLogBytes = 1 << 30;

    public static SiteLimits Read(HaServerOptions options, Findings findings)
    {
        Check(nameof(options.MaxConnections), options.MaxConnections, 1_000_000);
        Check(nameof(options.MaxStreamsPerConnection), options.MaxStreamsPerConnection, 10_000);
        Check(nameof(options.MaxWatches), options.MaxWatches, 1_000_000);
        Check(nameof(options.MaxWatchesPerClient), options.MaxWatchesPerClient, 1_000_000);
        if (options.MaxStateBytes is not 0 and < LeastStateBytes)
            findings.Fail($"MaxStateBytes {options.MaxStateBytes} is below {LeastStateBytes} bytes: write 4294967296 for 4 GiB, or 0 for a half of the memory");
        if (options.MaxLogBytes is not 0 and < LeastLogBytes)
            findings.Fail($"MaxLogBytes {options.MaxLogBytes} is below {LeastLogBytes} bytes: write 17179869184 for 16 GiB, or 0 for no limit but the disk's");
        return new()
        {
            MaxConnections = options.MaxConnections,
            MaxStreamsPerConnection = options.MaxStreamsPerConnection,
            MaxWatches = options.MaxWatches,
            MaxWatchesPerClient = options.MaxWatchesPerClient,
            MaxStateBytes = options.MaxStateBytes > 0 ? options.MaxStateBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2,
            MaxLogBytes = options.MaxLogBytes > 0 ? options.MaxLogBytes : long.MaxValue,
        };

        void Check(string option, int value, int most)
        {
            if (value < 1 || value > most)
                findings.Fail($"{option} {value} is outside 1 to {most}: leave it out for the default");
        }
    }
}
