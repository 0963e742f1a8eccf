using ClientHa.Testing.Clocks;

namespace ClientHa.Testing.Hosting;

/// <summary>A site whose clock can be wrong. What is set holds over its restarts.</summary>
internal interface IFaultyClockHost
{
    /// <summary>Sets these faults in the place of those before; ends when they are in force, or the site is gone.</summary>
    Task SetClockAsync(ClockFaults faults);
}
