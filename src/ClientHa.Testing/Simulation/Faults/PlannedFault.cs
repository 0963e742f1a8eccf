using System.Globalization;
using ClientHa.Core;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A fault, its beginning and how long it lasts.</summary>
internal sealed record PlannedFault(Instant At, TimeSpan Lasts, Fault Fault)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(At.Ticks):hh\\:mm\\:ss\\.fff} for {Lasts.TotalSeconds:0.0} s: {Fault}");
}
