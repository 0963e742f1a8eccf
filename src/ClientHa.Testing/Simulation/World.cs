using System.Collections.Immutable;
using ClientHa.Core;
using ClientHa.Testing.Simulation.Checks;
using ClientHa.Testing.Simulation.Clients;
using ClientHa.Testing.Simulation.Faults;
using ClientHa.Testing.Simulation.Network;
using ClientHa.Testing.Simulation.Sites;
using ClientHa.Testing.Simulation.Sites.Load;

namespace ClientHa.Testing.Simulation;

/// <summary>
/// Sites, clients and the network between them, in one thread and with a time of their own. First whatever may happen happens, then
/// all is healed, and what was promised must hold.
/// </summary>
internal sealed class World
{
    /// <summary>How long, with no new calls, everything may take to come to rest.</summary>
    private static readonly TimeSpan RestPhase = TimeSpan.FromSeconds(60);

    private int harms;
    private Instant lastHarm = new(-TimeSpan.TicksPerDay);

    public World(SimulationOptions options, bool isKept, params ImmutableArray<Check> more)
    {
        Options = options;
        Checks = new(more);
        Timeline = new(Agenda, isKept);
        Net = new(this);
        Ledger = new(this);
        Operator = new(this);
        Names = new(this);
        Sites = [.. Enumerable.Range(0, options.Sites).Select(number => new SimSite(this, number, ClockOf($"site {number}")))];
        Clients =
        [
            .. Enumerable.Range(0, options.Clients).Select(number => new SimClient(this, number, options.Sites + number, ClockOf($"client {number}"))),
        ];
        int next = options.Sites + options.Clients;
        Users = [.. Enumerable.Range(0, options.Users).Select(number => new DocumentUser(this, next + number, $"user {number}", ClockOf($"user {number}")))];
        next += options.Users;
        Watchers = [.. Enumerable.Range(0, options.Watchers).Select(number => new DocumentWatcher(this, next + number, $"watcher {number}", ClockOf($"watcher {number}")))];

        // One of them is far ahead of all others.
        Users[0].Clock.Jump(TimeSpan.FromSeconds(4));
    }

    public SimulationOptions Options { get; }

    public Agenda Agenda { get; } = new();

    public Timeline Timeline { get; }

    public Net Net { get; }

    /// <summary>Those who write and read documents at any site, beside the clients.</summary>
    public ImmutableArray<DocumentUser> Users { get; }

    public ImmutableArray<DocumentWatcher> Watchers { get; }

    public Names Names { get; }

    public CheckList Checks { get; }

    public Ledger Ledger { get; }

    public Operator Operator { get; }

    public ImmutableArray<SimSite> Sites { get; }

    public ImmutableArray<SimClient> Clients { get; }

    /// <summary>Faults are over, or end now.</summary>
    public bool IsHealing { get; private set; }

    /// <summary>When a fault that may cost a site its clients was last in force; now, while one is.</summary>
    public Instant LastHarm => harms > 1 ? Agenda.Now : lastHarm;

    /// <summary>Clients begin no new calls any more.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>What faults did goes on for a while: a site ends, or begins to serve, without one.</summary>
    public void NoteHarm() => lastHarm = Agenda.Now;

    /// <summary>Dice of one purpose, independent of all others.</summary>
    public Dice Dice(string purpose) => new(Options.Seed, purpose);

    public void Run(ImmutableArray<PlannedFault> faults)
    {
        foreach (SimSite site in Sites)
        {
            if (site.IsLate)
                Agenda.After(Options.LateStart, site.StartUnlessHeld);
            else
                site.Start();
        }
        foreach (Node node in (IEnumerable<Node>)[.. Clients, .. Users, .. Watchers])
            node.Start();
        List<Fault> inForce = [];
        foreach (PlannedFault planned in faults)
        {
            Agenda.At(planned.At, () => Apply(planned.Fault, inForce));
            Agenda.At(planned.At + planned.Lasts, () => Heal(planned.Fault, inForce));
        }
        Agenda.RunUntil(default(Instant) + Options.SafetyPhase);
        IsHealing = true;
        while (inForce.Count > 0)
            Heal(inForce[0], inForce);
        foreach (SimSite site in Sites)
            site.Start();
        Timeline.Say("world", "all is healed");
        Checks.Healed(this);
        Agenda.RunUntil(Agenda.Now + Options.LivenessPhase);
        IsEnding = true;
        Agenda.RunUntil(Agenda.Now + RestPhase);
        Timeline.Record(TimelineKind.Ended, 0);
        Checks.Ended(this);
    }

    private void Apply(Fault fault, List<Fault> inForce)
    {
        Timeline.Say("fault", $"{fault}");
        Timeline.Record(TimelineKind.FaultApplied, 0);
        inForce.Add(fault);
        harms += HarmOf(fault);
        fault.Apply(this);
    }

    private void Heal(Fault fault, List<Fault> inForce)
    {
        if (!inForce.Remove(fault))
            return;
        lastHarm = LastHarm;
        harms -= HarmOf(fault);
        Timeline.Say("fault", $"no longer: {fault}");
        Timeline.Record(TimelineKind.FaultHealed, 0);
        fault.Heal(this);
    }

    /// <summary>Two faults that are harmless alone may do harm together.</summary>
    private static int HarmOf(Fault fault) => fault.IsHarmless ? 1 : 2;

    private WallClock ClockOf(string name)
    {
        Dice dice = Dice($"clock of {name}");
        return new(Agenda, dice.Span(-Options.ClockSkew, Options.ClockSkew), (dice.Below(201) - 100) / 1_000_000.0);
    }
}
