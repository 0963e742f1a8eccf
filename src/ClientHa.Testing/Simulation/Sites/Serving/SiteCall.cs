using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Serving;

/// <summary>Where an answer goes.</summary>
internal sealed record SiteCall(ConnectionEnd End, int Number);
