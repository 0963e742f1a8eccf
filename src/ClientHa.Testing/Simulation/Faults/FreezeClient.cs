namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A laptop sleeps. Its monotonic clock goes on meanwhile, as on Windows, so that all its timers are late.</summary>
internal sealed class FreezeClient(int client) : Fault
{
    public override void Apply(World world) => world.Clients[client].Freeze();

    public override void Heal(World world) => world.Clients[client].Thaw();

    public override string ToString() => $"client {client} sleeps";
}
