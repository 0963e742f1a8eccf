namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Somebody else fills a disk: what is there can be read, and there is no room for more.</summary>
internal sealed class FillDisk(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Disk.Full++;

    public override void Heal(World world) => world.Sites[site].Disk.Full--;

    public override string ToString() => $"the disk of site {site} is full";
}
