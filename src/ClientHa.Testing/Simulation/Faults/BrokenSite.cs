namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site answers every call with INTERNAL, as after a bad deployment.</summary>
internal sealed class BrokenSite(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Mood.Breaks++;

    public override void Heal(World world) => world.Sites[site].Mood.Breaks--;

    public override string ToString() => $"site {site} is broken";
}
