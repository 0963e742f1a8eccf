namespace ClientHa.Testing.Simulation.Faults;

/// <summary>The lines between sites become slow, or those from one of them.</summary>
internal sealed class DelaySites(int? site, TimeSpan by) : Fault
{
    public override void Apply(World world) => Add(world, by);

    public override void Heal(World world) => Add(world, -by);

    public override string ToString() => $"what {(site is { } one ? $"site {one} sends" : "sites send")} to others takes {by.TotalMilliseconds:0} ms longer";

    private void Add(World world, TimeSpan more)
    {
        foreach (Sites.SimSite from in world.Sites)
        {
            foreach (Sites.SimSite to in world.Sites)
            {
                if (from != to && (site is null || from.Number == site))
                    world.Net.LineOf(from, to).Delay += more;
            }
        }
    }
}
