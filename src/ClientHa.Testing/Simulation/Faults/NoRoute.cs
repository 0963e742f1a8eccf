namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A client has no network at all, and its own machine says so: no site is to be blamed.</summary>
internal sealed class NoRoute(int client) : Fault
{
    public override void Apply(World world)
    {
        world.Clients[client].RouteFaults++;
        foreach (Sites.SimSite site in world.Sites)
        {
            world.Net.Block(world.Clients[client], site);
            world.Net.Block(site, world.Clients[client]);
        }
    }

    public override void Heal(World world)
    {
        world.Clients[client].RouteFaults--;
        foreach (Sites.SimSite site in world.Sites)
        {
            world.Net.Unblock(world.Clients[client], site);
            world.Net.Unblock(site, world.Clients[client]);
        }
    }

    public override string ToString() => $"client {client} has no network";
}
