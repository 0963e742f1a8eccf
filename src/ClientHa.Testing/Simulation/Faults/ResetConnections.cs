using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Something in between cuts all connections of clients to a site, once.</summary>
internal sealed class ResetConnections(int? client, int site) : Fault
{
    public override void Apply(World world)
    {
        foreach (Connection connection in world.Net.Connections.ToArray())
        {
            bool isMeant = Lines.Of(world, client).Any(connection.Joins);
            if (isMeant && connection.Joins(world.Sites[site]))
                connection.Reset();
        }
    }

    public override void Heal(World world)
    {
    }

    public override string ToString() => $"the connections of {Lines.Name(client)} to site {site} are reset";
}
