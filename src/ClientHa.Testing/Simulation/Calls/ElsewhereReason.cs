namespace ClientHa.Testing.Simulation.Calls;

/// <summary>The values of the header <c>clientha-elsewhere</c>.</summary>
internal enum ElsewhereReason
{
    Drain,
    Behind,
    Starting,
    ReadOnly,
}
