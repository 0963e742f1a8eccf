using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace KillASite;

/// <summary>Who is where, as it happens: a table that changes in place on a terminal, a line a second elsewhere.</summary>
internal sealed class View(bool isRoundRobin)
{
    private const int EventLines = 10;

    private readonly Queue<string> events = new();
    private readonly bool isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    private (long At, Shares Answers) shown;
    private readonly long started = Stopwatch.GetTimestamp();
    private SiteSet? sites;
    private List<ClinicClient> clients = [];
    private Tally? tally;
    private Fault?[] faults = [];

    public void Begin(SiteSet runningSites, List<ClinicClient> runningClients, Tally runningTally)
    {
        (clients, tally, faults) = (runningClients, runningTally, new Fault?[runningSites.Count]);
        shown = (Stopwatch.GetTimestamp(), runningTally.Answers());
        sites = runningSites;
        lock (events)
            events.Clear();
        Say($"{runningSites.Count} sites run, {clients.Count} clients call");
    }

    public void End() => sites = null;

    public void Harmed(int site, Fault fault) => faults[site] = fault;

    public void Healed(int site) => faults[site] = null;

    /// <summary>Something happened.</summary>
    public void Say(string text)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started).TotalSeconds,6:0.0} s  {text}");
        lock (events)
        {
            events.Enqueue(line);
            if (events.Count > EventLines)
                events.Dequeue();
        }
        if (!isTerminal)
            Console.WriteLine(line);
    }

    /// <summary>Shows the clients while some time passes.</summary>
    public async Task ShowForAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan interval = TimeSpan.FromMilliseconds(isTerminal ? 200 : 1000);
        async Task FollowAsync(Action show)
        {
            for (TimeSpan left = time; left > TimeSpan.Zero; left = time - Stopwatch.GetElapsedTime(start))
            {
                // A rest too short to count anything in is only waited for.
                bool isWhole = left > interval / 2;
                await Task.Delay(left < interval ? left : interval, cancellationToken);
                if (isWhole)
                    show();
            }
        }
        if (!isTerminal)
            await FollowAsync(() => Say(Line()));
        else
            await AnsiConsole.Live(Picture()).AutoClear(true).StartAsync(live => FollowAsync(() => live.UpdateTarget(Picture())));
    }

    private string Line()
    {
        int[] rates = AnswersPerSecond();
        return string.Join(", ", Enumerable.Range(0, sites!.Count).Select(site =>
            $"{sites.NameOf(site)}{(faults[site] is { } fault ? $" ({fault.Adjective()})" : "")} {Clients(site)}{rates[site]} answers/s")) +
            $"; {tally!.Calls} calls, failed: {tally.FailedIdempotent} idempotent, {tally.FailedOther} others";
    }

    private Rows Picture()
    {
        int[] rates = AnswersPerSecond();
        Table table = new Table().AddColumns("site", "address", "state", "answers/s", "clients");
        for (int i = 0; i < sites!.Count; i++)
        {
            table.AddRow(
                sites.NameOf(i), sites.AddressOf(i), faults[i] is { } fault ? $"[red]{fault.Adjective()}[/]" : "[green]runs[/]",
                $"{rates[i]}",
                isRoundRobin ? "all" : new string('#', ClientsAt(i)) + $" {ClientsAt(i)}");
        }
        string[] last;
        lock (events)
            last = [.. events];
        return new Rows(
            table,
            new Text($"{tally!.Calls} calls; failed: {tally.FailedIdempotent} idempotent, {tally.FailedOther} others"),
            new Text(string.Join(Environment.NewLine, last)));
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
