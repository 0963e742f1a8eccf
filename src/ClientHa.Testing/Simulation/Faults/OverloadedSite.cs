namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site asks to be left alone for a moment.</summary>
internal sealed class OverloadedSite(int site) : Fault
{
    public override bool IsHarmless => true;

    public override void Apply(World world) => world.Sites[site].Mood.Overloads++;

    public override void Heal(World world) => world.Sites[site].Mood.Overloads--;

    public override string ToString() => $"site {site} is overloaded";
}
