namespace ClientHa.Testing.Simulation.Calls;

/// <summary>Nobody waits for that request's answer any more. What it asked for may have been done all the same.</summary>
internal sealed record Cancel(int Number);
