using System.Collections.Immutable;
using ClientHa.Core;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Testing.Simulation;

/// <summary>What is left of a seed's run: some of its faults, some of its clients, and a part of its time. All that it draws stays as it was.</summary>
/// <param name="Faults">Their numbers in the seed's plan, from 0; null: all.</param>
/// <param name="HealAt">When all is healed, and no fault begins any more; null: at the end of the safety phase.</param>
/// <param name="Clients">How many clients; null: all.</param>
internal sealed record SimulationCut(ImmutableArray<int>? Faults = null, TimeSpan? HealAt = null, int? Clients = null)
{
    /// <summary>The whole run.</summary>
    public static readonly SimulationCut None = new();

    /// <exception cref="ArgumentException">The seed draws fewer clients.</exception>
    public SimulationOptions Of(SimulationOptions options) => Clients > options.Clients
        ? throw new ArgumentException($"There are no {Clients} clients: the seed draws {options.Clients}.", nameof(options))
        : options with { SafetyPhase = HealAt ?? options.SafetyPhase, Clients = Clients ?? options.Clients };

    /// <exception cref="ArgumentException">The plan has no such fault.</exception>
    public ImmutableArray<PlannedFault> Of(ImmutableArray<PlannedFault> plan)
    {
        ImmutableArray<int> kept = Faults ?? [.. Enumerable.Range(0, plan.Length)];
        foreach (int number in kept)
        {
            if (number < 0 || number >= plan.Length)
                throw new ArgumentException($"There is no fault {number}: the seed draws {plan.Length}, numbered from 0.", nameof(plan));
        }
        return [.. kept.Select(number => plan[number]).Where(fault => HealAt is not { } healAt || fault.At < default(Instant) + healAt)];
    }
}
