namespace ClientHa.Testing.Simulation.Faults;

/// <summary>
/// A laptop goes from one network to another: for a while it has none, and then what was connected before is known to nobody. At times
/// its program starts in between.
/// </summary>
internal sealed class ChangeNetwork(int client, bool restarts) : Fault
{
    private readonly NoRoute noRoute = new(client);

    public override void Apply(World world)
    {
        noRoute.Apply(world);
        world.Net.Forget(world.Clients[client]);
        if (restarts)
        {
            world.Clients[client].Kill();
            world.Clients[client].Start();
        }
        world.Clients[client].ChangeNetwork();
    }

    public override void Heal(World world)
    {
        noRoute.Heal(world);
        world.Net.Forget(world.Clients[client]);
        world.Clients[client].ChangeNetwork();
    }

    public override string ToString() => $"client {client} goes to another network{(restarts ? ", and starts before it is there" : "")}";
}
