using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>How things stand with a peer, as its site says.</summary>
internal readonly record struct LinkReport(LinkState State, ulong Pending, TimeSpan Lag);
