namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A promise that is looked after during a run. It watches what happens to clients (<see cref="IClientCheck"/>), at sites
/// (<see cref="ISiteCheck"/>) or both, and says what is wrong by a <see cref="SimulationViolation"/>.
/// </summary>
internal abstract class Check
{
    /// <summary>The promise, in a few words.</summary>
    public abstract string Rule { get; }

    /// <summary>No fault is in force any more, and none comes.</summary>
    public virtual void Healed(World world)
    {
    }

    /// <summary>All has come to rest.</summary>
    public virtual void Ended(World world)
    {
    }
}
