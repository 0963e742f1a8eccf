using System.Globalization;
using ClientHa.Services;
using ClientHa.Testing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ClientHa.Samples.TwoSites;

/// <summary>Who is where and how much each site has, for the terminal and as a line.</summary>
internal sealed class Picture(HaCluster sites, OfficeClient[] clients, SiteProbe[] probes, Tally tally, EventView view)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    private readonly Fault?[] faults = new Fault?[sites.Sites.Count];
    private readonly SiteStatusReport?[] reports = new SiteStatusReport?[sites.Sites.Count];
    private readonly long[] asked = new long[sites.Sites.Count];

    public void Harmed(int site, Fault fault)
    {
        faults[site] = fault;
        reports[site] = null;
    }

    public void Healed(int site) => faults[site] = null;

    public string Line()
    {
        Ask();
        return string.Join(", ", Enumerable.Range(0, sites.Sites.Count).Select(site =>
            $"{sites[site].Name} {(faults[site] is { } fault ? fault.Adjective() : $"{Documents(site)} documents, link {Link(site)}")}, {ClientsAt(site)} clients")) +
            $"; {tally.Calls} calls, {tally.FailedCalls} failed";
    }

    public IRenderable Draw()
    {
        Ask();
        Table table = new Table().AddColumns("site", "address", "state", "documents", "link", "pending", "clients");
        for (int i = 0; i < sites.Sites.Count; i++)
        {
            table.AddRow(
                sites[i].Name, $"{sites[i].EndPoint}", faults[i] is { } fault ? $"[red]{fault.Adjective()}[/]" : "[green]serves[/]",
                Documents(i), Link(i), $"{reports[i]?.Links.Sum(link => link.Pending)}", new string('#', ClientsAt(i)) + $" {ClientsAt(i)}");
        }
        return new Rows(table, new Text($"{tally.Calls} calls; failed: {tally.FailedCalls}"), view.Events());
    }

    private string Documents(int site) => reports[site]?.Documents.ToString(CultureInfo.InvariantCulture) ?? "?";

    private string Link(int site) => reports[site]?.Links is { Count: > 0 } links ? string.Join('/', links.Select(link => link.State)) : "?";

    private int ClientsAt(int site) => clients.Count(client => client.Status.Current is { } current && sites.IndexOf(current) == site);

    /// <summary>Asks in the background: a dead site must not hold up the picture.</summary>
    private void Ask()
    {
        for (int i = 0; i < sites.Sites.Count; i++)
        {
            if (faults[i] is null && System.Diagnostics.Stopwatch.GetElapsedTime(asked[i]) > AskEvery)
            {
                asked[i] = System.Diagnostics.Stopwatch.GetTimestamp();
                _ = AskAsync(i);
            }
        }
    }

    private async Task AskAsync(int site)
    {
        try
        {
            reports[site] = await probes[site].StatusAsync(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The run has ended meanwhile.
        }
    }
}
