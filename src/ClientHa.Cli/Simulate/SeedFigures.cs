using System.Globalization;

namespace ClientHa.Cli.Simulate;

/// <summary>The figures of many seeds.</summary>
/// <param name="Seeds">How many ran.</param>
/// <param name="Violations">How many of them broke a promise.</param>
/// <param name="FailedSeeds">Which.</param>
/// <param name="Events">In all.</param>
/// <param name="EventsPerSecond">Of all jobs together, in real time.</param>
/// <param name="VirtualHours">The sum of all runs.</param>
/// <param name="ClientHours">The same, times the clients of each run.</param>
/// <param name="VirtualHoursPerHour">Virtual hours in a real one.</param>
/// <param name="Seconds">Real time.</param>
/// <param name="Jobs">How many ran side by side.</param>
/// <param name="ExitReason">ok, or what wasn't.</param>
internal sealed record SeedFigures(
    int Seeds,
    int Violations,
    ulong[] FailedSeeds,
    long Events,
    double EventsPerSecond,
    double VirtualHours,
    double ClientHours,
    double VirtualHoursPerHour,
    double Seconds,
    int Jobs,
    string ExitReason)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seeds} seeds, {Violations} broke a promise; {EventsPerSecond:#,0} events/s with {Jobs} jobs, {VirtualHours:0.0} virtual hours and {ClientHours:0.0} client hours in {Seconds:0.0} s ({VirtualHoursPerHour:#,0} virtual hours an hour)");
}
