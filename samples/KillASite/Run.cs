using ClientHa.Samples;
using ClientHa.Testing;
using Microsoft.Extensions.Logging;

namespace KillASite;

/// <summary>One run: the clients work, a site dies and comes back, the clients come home.</summary>
internal sealed class Run(DemoOptions options, View view, CancellationToken cancellationToken)
{
    private const int Clients = 20;

    /// <summary>After the end of a run, a call that still has no answer after this long hangs.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(45);

    public async Task<Result> ExecuteAsync()
    {
        await using HaCluster sites = await HaCluster.StartAsync(options.Sites, Program, cancellationToken: cancellationToken);
        Tally tally = new(sites.Sites.Count);
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(new ViewLoggerProvider(view.Say)));
        List<ClinicClient> clients =
        [
            .. Enumerable.Range(0, Clients).Select(i => new ClinicClient(i, sites.OptionsFor(options), tally, i == 0 ? loggers : null)),
        ];
        using CancellationTokenSource stop = new();
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            view.Begin(sites, clients, tally);
            Task work = Task.WhenAll(clients.Select(client => client.RunAsync(stop.Token, abort.Token)));
            (Shares before, Shares after) = await PlayAsync(sites, clients, tally);
            await stop.CancelAsync();
            bool isStuck = await Task.WhenAny(work, Task.Delay(StuckAfter, cancellationToken)) != work;
            cancellationToken.ThrowIfCancellationRequested();
            if (!isStuck)
                await work;
            return Result.Of(tally, ExecutedTwice(sites), isStuck, before, after);
        }
        finally
        {
            view.End();
            await abort.CancelAsync();
            foreach (ClinicClient client in clients)
                client.Dispose();
        }
    }

    /// <summary>The story; returns the sites' shares before and after it.</summary>
    private async Task<(Shares Before, Shares After)> PlayAsync(HaCluster sites, List<ClinicClient> clients, Tally tally)
    {
        await PassAsync(0.2);
        Shares before = tally.Answers();
        int victim = clients[0].Status.Current is { } current ? sites.IndexOf(current) : 0;
        view.Say($"{options.Fault.Sentence(sites[victim].Name)}, which the first client uses");
        view.Harmed(victim, options.Fault);
        tally.Killing(victim);
        HaFault harm = await sites[victim].HarmAsync(options.Fault);
        await PassAsync(0.2);
        await harm.HealAsync();
        view.Healed(victim);
        view.Say($"{sites[victim].Name} is back; the clients come home when its reconnect delay of {options.ReconnectDelay.TotalSeconds:0} s is over");
        await PassAsync(0.5);
        Shares home = tally.Answers();
        await PassAsync(0.1);
        return (before, tally.Answers().Since(home));
    }

    /// <summary>The calls that were executed more than once, by whatever sites.</summary>
    private static string[] ExecutedTwice(HaCluster sites) =>
    [
        .. Enumerable.Range(0, sites.Sites.Count).SelectMany(site => File.ReadLines(ExecutionsFile(sites[site].Directory)))
            .GroupBy(id => id).Where(each => each.Count() > 1).Select(each => each.Key),
    ];

    /// <summary>The sample itself, told to be a site.</summary>
    private static HaSiteProgram Program(HaSitePlace place) => HaSiteProgram.Dotnet(
        typeof(Run).Assembly.Location, "site", $"{place.Number}", $"{place.EndPoint}", ExecutionsFile(place.Directory)) with
    {
        Ready = line => line == ClinicSite.Ready,
    };

    private static string ExecutionsFile(string directory) => Path.Combine(directory, "executions");

    private Task PassAsync(double part) => view.ShowForAsync(options.Duration * part, cancellationToken);
}
