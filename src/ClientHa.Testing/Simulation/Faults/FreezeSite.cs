namespace ClientHa.Testing.Simulation.Faults;

/// <summary>SIGSTOP: connections stay open and new ones are accepted by the kernel, and nobody answers.</summary>
internal sealed class FreezeSite(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Freeze();

    public override void Heal(World world) => world.Sites[site].Thaw();

    public override string ToString() => $"site {site} is frozen";
}
