using System.Globalization;
using ClientHa.Benchmarks.Soak;
using ClientHa.Testing;

namespace ClientHa.Benchmarks.ServerSoak;

/// <summary>What the sites take over the minutes.</summary>
internal sealed class ServerSoakTrend(HaCluster cluster)
{
    public const string Header = """
        | minute | faults | writes | failed | slowest | memory of site 0 | of site 1 | disk of site 0 | of site 1 |
        |---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>Until then a site still fills what it keeps of answers.</summary>
    private const int LeftOut = 2;

    private readonly List<SiteSample[]> samples = [];

    public long MostDiskBytes => samples.SelectMany(sites => sites).Select(site => site.DiskBytes).DefaultIfEmpty().Max();

    /// <summary>The later half of the minutes over the earlier, by the medians, at the site that grew more; 0 with too few to say.</summary>
    public double MemoryGrowth => Enumerable.Range(0, cluster.Sites.Count).Max(Growth);

    /// <returns>The minute's line.</returns>
    public string Sample(int minute, int faults, SoakTally tally)
    {
        SiteSample[] sites = [.. cluster.Sites.Select(SiteSample.Take)];
        samples.Add(sites);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {minute} | {faults} | {tally.Calls} | {tally.Failed} | {tally.SlowestMs:0} ms | {Memory(sites[0])} | {Memory(sites[1])} | {sites[0].DiskBytes / 1e6:0.0} MB | {sites[1].DiskBytes / 1e6:0.0} MB |");
    }

    private double Growth(int site)
    {
        double[] counted = [.. samples.Skip(LeftOut).Select(sites => sites[site].ResidentBytes).OfType<long>().Select(bytes => (double)bytes)];
        int half = counted.Length / 2;
        return half == 0 ? 0 : Interval.Of(counted[^half..]).Median - Interval.Of(counted[..half]).Median;
    }

    private static string Memory(SiteSample site) =>
        site.ResidentBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB") : "down";
}
