using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>
/// The next batch that goes to the disk, or the next one with a part of another site's state, is cut short: in the middle of it the
/// process is killed, or the power fails.
/// </summary>
internal sealed class CrashWhileWriting(int site, bool cutsPower, bool inState) : Fault
{
    private Action<LogRecord[]>? trigger;
    private bool isDown;

    public override void Apply(World world)
    {
        trigger = batch =>
        {
            if (!inState || batch.Any(record => record is LogRecord.StatePart))
                Crash(world);
        };
        world.Sites[site].Disk.Writing += trigger;
    }

    public override void Heal(World world)
    {
        world.Sites[site].Disk.Writing -= trigger;
        if (isDown)
            world.Sites[site].BringBack();
        isDown = false;
    }

    public override string ToString() =>
        $"site {site} {(cutsPower ? "loses its power" : "is killed")} in the middle of its next write{(inState ? " of a state" : "")}";

    private void Crash(World world)
    {
        world.Sites[site].Disk.Writing -= trigger;
        world.Agenda.After(TimeSpan.Zero, () =>
        {
            if (isDown || world.IsHealing || !world.Sites[site].IsUp)
                return;
            isDown = true;
            world.Sites[site].TakeDown(cutsPower);
            world.Agenda.After(TimeSpan.FromSeconds(2), () => Heal(world));
        });
    }
}
