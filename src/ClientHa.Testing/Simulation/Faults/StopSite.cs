namespace ClientHa.Testing.Simulation.Faults;

/// <summary>SIGTERM: the site drains, and is started some time later.</summary>
internal sealed class StopSite(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Stop();

    public override void Heal(World world) => world.Sites[site].BringBack();

    public override string ToString() => $"site {site} is stopped";
}
