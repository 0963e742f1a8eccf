namespace ClientHa.Testing.Simulation.Faults;

/// <summary>The system has mounted a disk anew, for reading alone: a write fails, which ends the process, and it cannot start.</summary>
internal sealed class ReadOnlyDisk(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Disk.ReadOnly++;

    public override void Heal(World world) => world.Sites[site].Disk.ReadOnly--;

    public override string ToString() => $"the disk of site {site} refuses writes";
}
