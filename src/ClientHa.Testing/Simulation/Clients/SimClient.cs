using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>A program that uses the sites: the real failover rules in a shell that is simulated.</summary>
internal sealed class SimClient(World world, int number, int index, WallClock clock) : Node(world, index, $"client {number}", clock)
{
    public int Number { get; } = number;

    /// <summary>Nobody connects to a client.</summary>
    public override void Accept(ConnectionEnd end) => end.Close("nobody listens here");

    protected override void Starting()
    {
    }

    protected override void Ended()
    {
    }
}
