namespace ClientHa.Testing.Simulation.Calls;

/// <summary>What comes back to a request: once, or again and again for a watch.</summary>
internal sealed record Response(int Number, Said Said);
