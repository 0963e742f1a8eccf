using System.Diagnostics;
using ClientHa.Samples;
using ClientHa.Testing;
using Spectre.Console;

namespace KillASite;

/// <summary>Who is where, as it happens: a table that changes in place on a terminal, a line a second elsewhere.</summary>
internal sealed class View(EventView events, bool isRoundRobin)
{
    private (long At, Shares Answers) shown;
    private HaCluster? sites;
    private List<ClinicClient> clients = [];
    private Tally? tally;
    private Fault?[] faults = [];

    public void Begin(HaCluster runningSites, List<ClinicClient> runningClients, Tally runningTally)
    {
        (clients, tally, faults) = (runningClients, runningTally, new Fault?[runningSites.Sites.Count]);
        shown = (Stopwatch.GetTimestamp(), runningTally.Answers());
        sites = runningSites;
        events.Clear();
        Say($"{runningSites.Sites.Count} sites run, {clients.Count} clients call");
    }

    public void End() => sites = null;

    public void Harmed(int site, Fault fault) => faults[site] = fault;

    public void Healed(int site) => faults[site] = null;

    public void Say(string text) => events.Say(text);

    /// <summary>Shows the clients while some time passes.</summary>
    public Task ShowForAsync(TimeSpan time, CancellationToken cancellationToken) => events.ShowForAsync(time, Line, Picture, cancellationToken);

    private string Line()
    {
        int[] rates = AnswersPerSecond();
        return string.Join(", ", Enumerable.Range(0, sites!.Sites.Count).Select(site =>
            $"{sites[site].Name}{(faults[site] is { } fault ? $" ({fault.Adjective()})" : "")} {Clients(site)}{rates[site]} answers/s")) +
            $"; {tally!.Calls} calls, failed: {tally.FailedIdempotent} idempotent, {tally.FailedOther} others";
    }

    private Rows Picture()
    {
        int[] rates = AnswersPerSecond();
        Table table = new Table().AddColumns("site", "address", "state", "answers/s", "clients");
        for (int i = 0; i < sites!.Sites.Count; i++)
        {
            table.AddRow(
                sites[i].Name, $"{sites[i].EndPoint}", faults[i] is { } fault ? $"[red]{fault.Adjective()}[/]" : "[green]runs[/]",
                $"{rates[i]}",
                isRoundRobin ? "all" : new string('#', ClientsAt(i)) + $" {ClientsAt(i)}");
        }
        return new Rows(
            table,
            new Text($"{tally!.Calls} calls; failed: {tally.FailedIdempotent} idempotent, {tally.FailedOther} others"),
            events.Events());
    }

    private string Clients(int site) => isRoundRobin ? "" : $"{ClientsAt(site)} clients, ";

    private int[] AnswersPerSecond()
    {
        (long At, Shares Answers) now = (Stopwatch.GetTimestamp(), tally!.Answers());
        double seconds = Stopwatch.GetElapsedTime(shown.At, now.At).TotalSeconds;
        int[] rates = [.. now.Answers.Since(shown.Answers).Answers.Select(count => (int)Math.Round(count / seconds))];
        shown = now;
        return rates;
    }

    private int ClientsAt(int site) => clients.Count(client => client.Status.Current is { } current && sites!.IndexOf(current) == site);
}
