using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ClientHa.Testing.Simulation;

/// <summary>What was promised does not hold.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "A violation names its rule.")]
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Caught where a simulation is run.")]
internal sealed class SimulationViolation(string rule, string message) : Exception($"{rule}: {message}")
{
    /// <summary>The promise in a few words: what a shorter run must break too to be the same finding.</summary>
    public string Rule { get; } = rule;

    public static void Unless(
        [DoesNotReturnIf(false)] bool holds, string rule, [InterpolatedStringHandlerArgument(nameof(holds))] ref ViolationText text)
    {
        if (!holds)
            throw new SimulationViolation(rule, text.ToString());
    }
}
