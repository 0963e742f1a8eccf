namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A laptop sleeps so long that routers and sites forget its connections, and nobody tells it so.</summary>
internal sealed class SleepClient(int client) : Fault
{
    public override void Apply(World world) => world.Clients[client].Freeze();

    public override void Heal(World world)
    {
        world.Net.Forget(world.Clients[client]);
        world.Clients[client].Thaw();
    }

    public override string ToString() => $"client {client} sleeps, and its connections are forgotten";
}
