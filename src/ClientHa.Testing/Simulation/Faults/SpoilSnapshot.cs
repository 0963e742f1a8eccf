using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>The newest snapshot of a site turns out to be damaged when it starts: an older one, and the log, stand in for it.</summary>
internal sealed class SpoilSnapshot(int site) : Fault
{
    public override void Apply(World world)
    {
        SimSite spoiled = world.Sites[site];
        spoiled.TakeDown(cutsPower: false);

        // Of the only one nothing is promised: the site refuses to start, and its operator begins with an empty directory.
        if (spoiled.Disk.Image.Snapshots.Count > 1)
            spoiled.Disk.Image.Snapshots.RemoveAt(0);
    }

    public override void Heal(World world) => world.Sites[site].BringBack();

    public override string ToString() => $"the newest snapshot of site {site} is damaged";
}
