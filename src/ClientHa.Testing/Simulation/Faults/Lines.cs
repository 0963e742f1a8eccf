using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Whose lines a fault concerns: one client's or all clients'.</summary>
internal static class Lines
{
    public static int? Draw(Dice dice, SimulationOptions options) => dice.Chance(40) ? null : dice.Below(options.Clients);

    public static IEnumerable<SimClient> Of(World world, int? client) => client is { } one ? [world.Clients[one]] : world.Clients;

    public static string Name(int? client) => client is { } one ? $"client {one}" : "each client";
}
