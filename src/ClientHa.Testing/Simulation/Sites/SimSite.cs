using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>A site: the real replica in a shell that is simulated.</summary>
internal sealed class SimSite(World world, int number, WallClock clock) : Node(world, number, $"site {number}", clock)
{
    public int Number { get; } = number;

    public override void Accept(ConnectionEnd end) => end.Received = message =>
    {
        if (message is Request request)
        {
            end.Send(new Response(request.Number, request.Ask switch
            {
                Ask.Health => new Said.Health(IsServing: true),
                _ => new Said.Done(),
            }));
        }
    };

    protected override void Starting()
    {
    }

    protected override void Ended()
    {
    }
}
