namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site sees no other for so long that it may need the whole state, and crashes while it takes that over.</summary>
internal sealed class FallBehind(int site, bool cutsPower) : Fault
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private readonly IsolateSite isolation = new(site);

    public override void Apply(World world) => isolation.Apply(world);

    public override void Heal(World world)
    {
        isolation.Heal(world);
        if (world.IsHealing)
            return;
        CrashWhileWriting crash = new(site, cutsPower, inState: true);
        crash.Apply(world);
        world.Agenda.After(patience, () => crash.Heal(world));
    }

    public override string ToString() => $"site {site} sees no other site, and {(cutsPower ? "loses its power" : "is killed")} in the middle of the state that it then takes over";
}
