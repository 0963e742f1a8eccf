namespace ClientHa.Testing.Simulation.Faults;

/// <summary>SIGKILL, and a start some time later. What the disk holds stays, and what the kernel was given.</summary>
internal sealed class KillSite(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].TakeDown(cutsPower: false);

    public override void Heal(World world) => world.Sites[site].BringBack();

    public override string ToString() => $"site {site} is killed";
}
