namespace ClientHa.Testing.Simulation.Faults;

/// <summary>An operator drains a site: it refuses calls as not processed and says that it does not serve.</summary>
internal sealed class DrainingSite(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].Mood.Drains++;

    public override void Heal(World world) => world.Sites[site].Mood.Drains--;

    public override string ToString() => $"site {site} drains";
}
