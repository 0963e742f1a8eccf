namespace ClientHa.Testing.Simulation.Faults;

/// <summary>SIGKILL, and a start some time later: it knows nothing of the sites then.</summary>
internal sealed class KillClient(int client) : Fault
{
    public override void Apply(World world) => world.Clients[client].Kill();

    public override void Heal(World world) => world.Clients[client].Start();

    public override string ToString() => $"client {client} is killed";
}
