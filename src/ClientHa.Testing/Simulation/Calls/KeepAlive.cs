namespace ClientHa.Testing.Simulation.Calls;

/// <summary>TCP's question whether the other end still knows the connection. The kernel answers it; to a process it is nothing.</summary>
internal sealed record KeepAlive;
