using System.Diagnostics;

using ClientHa.Services;

namespace ClientHa.Samples.TwoSites;

/// <summary>Looks at one site, past all failover.</summary>
internal sealed class SiteProbe(string address) : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly ServiceClientOptions Patience = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly SitesClient sites = new(Only(address), Patience);

    public DocumentsClient Documents { get; } = new(Only(address), Patience);

    /// <summary>Null where the site doesn't answer.</summary>
    public async Task<SiteStatusReport?> StatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await sites.GetStatusAsync(cancellationToken);
        }
        catch (HaCallException)
        {
            return null;
        }
    }

    public async Task<HashSet<string>> KeysAsync(string prefix, CancellationToken cancellationToken)
    {
        HashSet<string> keys = [];
        await foreach (Document document in Documents.ListAsync(prefix, cancellationToken))
            keys.Add(document.Key);
        return keys;
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken) => (await StatusAsync(cancellationToken))?.Documents ?? 0;

    /// <summary>Waits until the sites have been seen with the same operations, while writing goes on.</summary>
    public static async Task<bool> ConvergeAsync(SiteProbe[] probes, TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < limit)
        {
            SiteStatusReport?[] reports = await Task.WhenAll(probes.Select(probe => probe.StatusAsync(cancellationToken)));
            if (reports.All(report => report is { IsGood: true }))
                return true;
            await Task.Delay(LookAgain, cancellationToken);
        }
        return false;
    }

    /// <summary>Waits for equal vectors and digests, and then compares every document.</summary>
    public static async Task<bool> AreEqualAsync(SiteProbe[] probes, TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        bool settled = false;
        while (!settled && Stopwatch.GetElapsedTime(start) < limit)
        {
            SiteStatusReport?[] reports = await Task.WhenAll(probes.Select(probe => probe.StatusAsync(cancellationToken)));
            settled = reports.All(report => report is not null && report.Digest == reports[0]!.Digest && Vector(report) == Vector(reports[0]!));
            if (!settled)
                await Task.Delay(LookAgain, cancellationToken);
        }
        List<string>[] contents = await Task.WhenAll(probes.Select(probe => probe.ContentAsync(cancellationToken)));
        return settled && contents.All(content => content.SequenceEqual(contents[0]));
    }

    public void Dispose()
    {
        Documents.Dispose();
        sites.Dispose();
    }

    private async Task<List<string>> ContentAsync(CancellationToken cancellationToken)
    {
        List<string> content = [];
        await foreach (Document document in Documents.ListAsync("", cancellationToken))
            content.Add($"{document.Key} {document.Version} {document.Text}");
        return content;
    }

    private static string Vector(SiteStatusReport report) =>
        string.Join(' ', report.Vector.OrderBy(entry => entry.Replica, StringComparer.Ordinal).Select(entry => $"{entry.Replica}:{entry.Sequence}"));

    private static HaOptions Only(string address)
    {
        HaOptions options = new() { ReconnectDelay = TimeSpan.Zero };
        options.Servers.Add(address);
        return options;
    }
}
