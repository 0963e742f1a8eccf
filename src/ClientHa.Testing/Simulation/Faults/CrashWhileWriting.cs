namespace ClientHa.Testing.Simulation.Faults;

/// <summary>The next batch that goes to the disk is cut short: in the middle of it the process is killed, or the power fails.</summary>
internal sealed class CrashWhileWriting(int site, bool cutsPower) : Fault
{
    private bool isOver;
    private bool isDown;

    public override void Apply(World world) => world.Sites[site].Disk.Writing += () => world.Agenda.After(TimeSpan.Zero, () => Crash(world));

    public override void Heal(World world)
    {
        isOver = true;
        if (isDown)
            world.Sites[site].BringBack();
    }

    public override string ToString() => $"site {site} {(cutsPower ? "loses its power" : "is killed")} in the middle of its next write";

    private void Crash(World world)
    {
        if (isOver)
            return;
        isDown = true;
        world.Sites[site].TakeDown(cutsPower);
    }
}
