using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Simulation.Tests.Network;

/// <summary>A machine whose process writes down what it gets.</summary>
internal sealed class Machine(World world, int number) : Node(world, 1000 + number, $"machine {number}", new WallClock(world.Agenda, TimeSpan.Zero, 0))
{
    /// <summary>The connections that were made to it.</summary>
    public List<ConnectionEnd> Accepted { get; } = [];

    /// <summary>Messages, and how connections ended.</summary>
    public List<string> Heard { get; } = [];

    public override void Accept(ConnectionEnd end)
    {
        Accepted.Add(end);
        Listen(end);
    }

    public void Listen(ConnectionEnd end)
    {
        end.Received = message => Heard.Add($"{message}");
        end.Closed = reason => Heard.Add($"closed: {reason}");
    }

    protected override void Starting()
    {
    }

    protected override void Ended()
    {
    }
}
