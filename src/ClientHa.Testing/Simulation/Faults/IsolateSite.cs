namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site sees no other site, and clients see it.</summary>
internal sealed class IsolateSite(int site) : Fault
{
    public override void Apply(World world)
    {
        foreach (Sites.SimSite other in world.Sites)
        {
            if (other.Number == site)
                continue;
            world.Net.Block(world.Sites[site], other);
            world.Net.Block(other, world.Sites[site]);
        }
    }

    public override void Heal(World world)
    {
        foreach (Sites.SimSite other in world.Sites)
        {
            if (other.Number == site)
                continue;
            world.Net.Unblock(world.Sites[site], other);
            world.Net.Unblock(other, world.Sites[site]);
        }
    }

    public override string ToString() => $"site {site} sees no other site";
}
