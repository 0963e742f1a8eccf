namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A disk is lost with all that is on it; the site comes back with an empty one, as another replica.</summary>
internal sealed class LoseDisk(int site) : Fault
{
    public override void Apply(World world)
    {
        world.Sites[site].TakeDown(cutsPower: true);
        world.Ledger.DiskLost(world.Sites[site], $"the disk of site {site} was lost");
        world.Sites[site].Disk.Replace(new());
    }

    public override void Heal(World world) => world.Sites[site].BringBack();

    public override string ToString() => $"site {site} loses its disk";
}
