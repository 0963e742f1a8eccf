using System.Globalization;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site takes long for each answer, but answers whether it is alive at once.</summary>
internal sealed class SlowSite(int site, TimeSpan slowness) : Fault
{
    public override bool IsHarmless => true;

    public override void Apply(World world) => world.Sites[site].Mood.Slowness += slowness;

    public override void Heal(World world) => world.Sites[site].Mood.Slowness -= slowness;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"site {site} takes {slowness.TotalMilliseconds:0} ms longer for an answer");
}
