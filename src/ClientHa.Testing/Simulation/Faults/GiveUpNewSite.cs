using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A disk is lost; the new site that takes its place sees no other one, and is told to stop before it has joined.</summary>
internal sealed class GiveUpNewSite(int site, TimeSpan after) : Fault
{
    private readonly IsolateSite isolation = new(site);
    private bool isStopped;
    private bool isOver;

    public override void Apply(World world)
    {
        SimSite replaced = world.Sites[site];
        replaced.TakeDown(cutsPower: true);
        world.Ledger.DiskLost(replaced, $"the disk of site {site} was lost");
        replaced.Disk.Replace(new());
        isolation.Apply(world);
        replaced.BringBack();
        world.Agenda.After(after, () =>
        {
            if (isOver)
                return;
            isStopped = true;
            replaced.Stop();
        });
    }

    public override void Heal(World world)
    {
        isOver = true;
        isolation.Heal(world);
        if (isStopped)
            world.Sites[site].BringBack();
    }

    public override string ToString() => $"site {site} loses its disk, sees no other site, and is stopped before it has joined";
}
