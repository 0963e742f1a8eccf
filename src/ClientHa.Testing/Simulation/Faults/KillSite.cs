namespace ClientHa.Testing.Simulation.Faults;

/// <summary>SIGKILL, and a start some time later. What the disk holds stays.</summary>
internal sealed class KillSite(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Kill();

    public override void Heal(World world) => world.Sites[site].Start();

    public override string ToString() => $"site {site} is killed";
}
