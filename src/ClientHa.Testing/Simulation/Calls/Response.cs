namespace ClientHa.Testing.Simulation.Calls;

/// <summary>What comes back to a request: once, or again and again for a watch.</summary>
/// <param name="IsDraining">The answer counts, and the next call should go elsewhere: <c>clientha-elsewhere: drain</c>.</param>
internal sealed record Response(int Number, Said Said, bool IsDraining = false);
