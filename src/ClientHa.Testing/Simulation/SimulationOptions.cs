using System.Collections.Immutable;
using System.Globalization;
using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Clients;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Testing.Simulation;

/// <summary>What a seed draws before a run begins. Printed with each finding.</summary>
internal sealed record SimulationOptions
{
    private static readonly ImmutableArray<int> ReconnectSeconds = [0, 5, 30, 180];

    public required ulong Seed { get; init; }

    /// <summary>Before the first fault, all is well for so long; at times for so long that a first failure counts less.</summary>
    public required TimeSpan WarmUp { get; init; }

    public required int Sites { get; init; }

    public required int Clients { get; init; }

    /// <summary>Those who write documents at any site, beside the clients.</summary>
    public required int Users { get; init; }

    public required int Watchers { get; init; }

    /// <summary>The last site comes later, as an empty one that the others were not told of.</summary>
    public required bool HasLateSite { get; init; }

    /// <summary>When it comes.</summary>
    public required TimeSpan LateStart { get; init; }

    /// <summary>The limits that all sites keep.</summary>
    public required ReplicaRules Rules { get; init; }

    public required SelectionPolicy Policy { get; init; }

    public required Failback Failback { get; init; }

    public required TimeSpan ReconnectDelay { get; init; }

    /// <summary>The least and the most time between two calls of one client.</summary>
    public required TimeSpan CallPause { get; init; }

    /// <summary>The wall clocks of machines are wrong by up to this.</summary>
    public required TimeSpan ClockSkew { get; init; }

    /// <summary>The least latency between sites; between a client and a site it is a part of it.</summary>
    public required TimeSpan SiteLatency { get; init; }

    /// <summary>While faults happen.</summary>
    public required TimeSpan SafetyPhase { get; init; }

    /// <summary>What the load's pauses are parts of: the safety phase as it was drawn, where a cut makes the run shorter too.</summary>
    public TimeSpan LoadPeriod { get; init; }

    /// <summary>How many faults are drawn.</summary>
    public required int Faults { get; init; }

    /// <summary>How many faults of desktops are drawn beside them: sleep, other networks, clocks.</summary>
    public int DesktopFaults { get; init; }

    /// <summary>Which kinds.</summary>
    public required ImmutableSortedSet<string> FaultKinds { get; init; }

    public required ClientOptions OfClients { get; init; }

    /// <summary>
    /// After all faults, with the load going on: long enough for calls to be at home again, and for the time of what was stamped by a clock
    /// that was ahead to come.
    /// </summary>
    public TimeSpan LivenessPhase => (3 * ReconnectDelay) + TimeSpan.FromSeconds(85);

    public static SimulationOptions Draw(ulong seed, TimeSpan? safetyPhase = null)
    {
        Dice dice = new(seed, "options");
        TimeSpan phase = dice.Seconds(60, 600);
        TimeSpan warmUp = TimeSpan.FromSeconds(dice.Chance(8) ? 630 : 10);
        phase = safetyPhase ?? (phase + warmUp);
        warmUp = warmUp < phase / 2 ? warmUp : phase / 2;
        int sites = dice.Pick([2, 2, 2, 3, 3, 4]);
        SimulationOptions drawn = new()
        {
            Seed = seed,
            WarmUp = warmUp,
            Sites = sites,
            OfClients = ClientOptions.Draw(seed, sites),
            Clients = dice.Between(3, 12),
            Policy = dice.Chance(70) ? SelectionPolicy.PickFirst : SelectionPolicy.RoundRobin,
            Failback = dice.Pick([Failback.WhenIdle, Failback.WhenIdle, Failback.Immediate, Failback.Never]),
            ReconnectDelay = TimeSpan.FromSeconds(dice.Pick(ReconnectSeconds)),
            CallPause = dice.Milliseconds(100, 4_000),
            ClockSkew = dice.Milliseconds(0, 900),
            SiteLatency = dice.Milliseconds(1, 40),
            SafetyPhase = phase,
            Users = dice.Between(1, 4),
            Watchers = dice.Between(1, 3),
            HasLateSite = dice.Chance(25),
            LateStart = phase * (dice.Below(100) / 100.0),
            Rules = new ReplicaRules { OperationLifetime = TimeSpan.FromSeconds(dice.Pick([4, 15, 60, 600])) },
            Faults = dice.Between(0, 3) + (int)((phase - warmUp).TotalSeconds / dice.Between(10, 60)),
            FaultKinds = [.. Swarm.Kinds.Select(kind => kind.Name).Where(_ => dice.Chance(60))],
        };
        drawn = dice.Below(100) switch
        {
            < 3 => drawn.WithHerd(safetyPhase),
            < 6 => drawn.WithStalls(safetyPhase),
            _ => drawn,
        };
        return drawn.OnDesktops().WithFewResults() with { LoadPeriod = drawn.SafetyPhase };
    }

    public TimeSpan Latency(Node from, Node to)
    {
        ulong drawn = Prng.Mix(Seed ^ Prng.Mix(((ulong)from.Index << 32) ^ (ulong)to.Index));
        return SiteLatency * (0.2 + (drawn % 1000 / 1000.0));
    }

    /// <summary>Drawn apart, so that seeds without desktops mean what they meant before.</summary>
    private SimulationOptions OnDesktops()
    {
        Dice dice = new(Seed, "desktops");
        return this with
        {
            DesktopFaults = dice.Chance(30) && FaultKinds.Count > 2 ? dice.Between(1, 2 + (int)((SafetyPhase - WarmUp).TotalSeconds / 40)) : 0,
            Failback = dice.Chance(10) && Clients < 80 ? Failback.Manual : Failback,
        };
    }

    /// <summary>At some seeds sites keep few answers, so that they forget some before their time. Drawn apart.</summary>
    private SimulationOptions WithFewResults()
    {
        Dice dice = new(Seed, "results");
        return this with { Rules = Rules with { MaxResults = dice.Pick([Rules.MaxResults, Rules.MaxResults, 20, 100]) } };
    }

    /// <summary>Many quiet clients and sites that are killed: do they all come home at once?</summary>
    private SimulationOptions WithHerd(TimeSpan? safetyPhase) => this with
    {
        Clients = 80,
        Policy = SelectionPolicy.PickFirst,
        Failback = Failback.WhenIdle,
        ReconnectDelay = TimeSpan.FromSeconds(180),
        CallPause = TimeSpan.FromSeconds(4),
        WarmUp = TimeSpan.FromSeconds(10),
        SafetyPhase = safetyPhase ?? TimeSpan.FromSeconds(120),
        HasLateSite = false,
        Faults = 2,
        FaultKinds = ["kill-site"],
    };

    /// <summary>Sites that stand still for a moment now and then, and nothing else: is slow taken for dead?</summary>
    private SimulationOptions WithStalls(TimeSpan? safetyPhase) => this with
    {
        CallPause = TimeSpan.FromSeconds(0.3),
        WarmUp = TimeSpan.FromSeconds(10),
        SafetyPhase = safetyPhase ?? TimeSpan.FromSeconds(310),
        HasLateSite = false,
        Faults = 10,
        FaultKinds = ["stall-site"],
    };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        seed {Seed}: {Sites} sites, {Clients} clients, {Policy}, failback {Failback}, reconnect delay {ReconnectDelay.TotalSeconds:0} s,
        a call each {CallPause.TotalMilliseconds:0} ms, clocks wrong by up to {ClockSkew.TotalMilliseconds:0} ms, latency {SiteLatency.TotalMilliseconds:0.0} ms,
        {Users} users and {Watchers} watchers{(HasLateSite ? $", the last site starts after {LateStart.TotalSeconds:0} s" : "")}, operations live {Rules.OperationLifetime.TotalSeconds:0} s and {Rules.MaxResults} are known,
        {OfClients},
        {Faults} faults and {DesktopFaults} of desktops from {WarmUp.TotalSeconds:0} s to {SafetyPhase.TotalSeconds:0} s, of the kinds {(FaultKinds.IsEmpty ? "none" : string.Join(", ", FaultKinds))}
        """);
}
