using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ClientHa.Cli.Simulate;
using ClientHa.Testing.Simulation;

namespace ClientHa.Cli.Commands;

/// <summary>Runs clients and sites in a simulated network: one seed to look at, or many to search.</summary>
internal static class SimulateCommand
{
    private static readonly TimeSpan LongestPhase = TimeSpan.FromDays(1);

    public static Command Create(Terminal terminal)
    {
        Option<ulong?> seed = new("--seed") { Description = "Replay this seed and print what happens.", HelpName = "N" };
        Option<double?> minutes = new("--minutes") { Description = "How long faults happen, in virtual minutes. Default: as each seed draws it.", HelpName = "M" };
        Option<string?> only = new("--only") { Description = "Of the seed's faults, only these: their numbers, with commas between.", HelpName = "LIST" };
        Option<double?> healAt = new("--heal-at") { Description = "Heal everything at this virtual second.", HelpName = "SECONDS" };
        Option<int?> clients = new("--clients") { Description = "Only so many of the seed's clients.", HelpName = "N" };
        Option<int?> seeds = new("--seeds") { Description = "Run so many seeds, print those that break a promise, and make each of them smaller.", HelpName = "N" };
        Option<ulong> from = new("--from") { Description = "The first of many seeds.", HelpName = "N", DefaultValueFactory = _ => 0 };
        Option<double?> hours = new("--hours") { Description = "Go on with seeds for so many real hours.", HelpName = "H" };
        Option<int> jobs = new("--jobs") { Description = "How many seeds run side by side, each on a processor of its own.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<string?> json = new("--json") { Description = "Write the figures of many seeds to this file.", HelpName = "FILE" };
        DocumentedCommand command = new(
            "simulate",
            "Runs the rules of clients and sites in a simulated network with faults, in virtual time. A seed decides everything: the same "
            + "seed gives the same run on every machine. Exits with 1 where a promise is broken.",
            "clientha simulate --seed 7",
            "clientha simulate --seed 7 --minutes 5 --only 2,5 --clients 1",
            "clientha simulate --seeds 1000 --jobs 2 --json figures.json",
            "clientha simulate --hours 8 --from 100000")
        {
            seed, minutes, only, healAt, clients, seeds, from, hours, jobs, json,
        };
        command.Runs(terminal, (parsed, cancellationToken) =>
        {
            TimeSpan? phase = Span(parsed.GetValue(minutes), TimeSpan.FromMinutes(1), "--minutes");
            SimulationCut cut = new(Numbers(parsed.GetValue(only)), Span(parsed.GetValue(healAt), TimeSpan.FromSeconds(1), "--heal-at"), AtLeastOne(parsed.GetValue(clients), "--clients"));
            if (parsed.GetValue(seed) is { } one)
            {
                if (parsed.GetValue(seeds) is not null || parsed.GetValue(hours) is not null)
                    throw new UsageException("--seed replays one seed, --seeds and --hours run many: give one of them.");
                return SeedReplay.RunAsync(one, phase, cut, terminal);
            }
            if (cut != SimulationCut.None)
                throw new UsageException("--only, --heal-at and --clients belong to one seed: give --seed.");
            SeedSearch search = new()
            {
                First = parsed.GetValue(from),
                Count = AtLeastOne(parsed.GetValue(seeds), "--seeds"),
                For = Span(parsed.GetValue(hours), TimeSpan.FromHours(1), "--hours"),
                SafetyPhase = phase,
                Jobs = AtLeastOne(parsed.GetValue(jobs), "--jobs")!.Value,
                JsonFile = parsed.GetValue(json),
            };
            if (search is { Count: null, For: null })
                throw new UsageException("Nothing says what to run: give --seed N, --seeds N or --hours H.");
            return search.RunAsync(terminal, cancellationToken);
        });
        return command;
    }

    private static int? AtLeastOne(int? value, string option) =>
        value is < 1 ? throw new UsageException($"{option} is {value}: give a number from 1.") : value;

    private static TimeSpan? Span(double? value, TimeSpan unit, string option)
    {
        if (value is not { } number)
            return null;
        return number > 0 && number * unit <= LongestPhase
            ? number * unit
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} is {number}: give a number above 0 and up to {LongestPhase / unit}."));
    }

    private static ImmutableArray<int>? Numbers(string? list)
    {
        if (list is null)
            return null;
        return [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new UsageException($"--only holds \"{part}\": give the numbers of faults with commas between, as in 2,5."))];
    }
}
