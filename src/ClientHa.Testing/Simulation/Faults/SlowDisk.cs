namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Each write takes long.</summary>
internal sealed class SlowDisk(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Disk.Slow++;

    public override void Heal(World world) => world.Sites[site].Disk.Slow--;

    public override string ToString() => $"the disk of site {site} is slow";
}
