using System.Collections.Immutable;
using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Telemetry;

/// <summary>Who of the sites may still say something in the log.</summary>
internal sealed class SiteReports(int sites)
{
    private readonly object gate = new();
    private readonly ReportQuota[] quotas = [.. Enumerable.Repeat(ReportQuota.None, sites)];

    /// <param name="site">Which site has changed.</param>
    /// <param name="now">When.</param>
    /// <param name="untold">How many changes before it were not told.</param>
    /// <returns>Whether this one is told.</returns>
    public bool Changed(int site, Instant now, out int untold)
    {
        lock (gate)
        {
            quotas[site] = quotas[site].Changed(now, out bool isTold, out untold);
            return isTold;
        }
    }

    /// <summary>The sites of which more happened than was told, now that their minute is over.</summary>
    public ImmutableArray<(int Site, int Untold)> Settle(Instant now)
    {
        lock (gate)
        {
            ImmutableArray<(int, int)>.Builder settled = ImmutableArray.CreateBuilder<(int, int)>();
            for (int i = 0; i < quotas.Length; i++)
            {
                quotas[i] = quotas[i].Settled(now, out int untold);
                if (untold > 0)
                    settled.Add((i, untold));
            }
            return settled.ToImmutable();
        }
    }
}
