namespace ClientHa.Testing.Simulation.Calls;

/// <summary>A request on a connection; its number is one of the connection's.</summary>
internal sealed record Request(int Number, Ask Ask);
