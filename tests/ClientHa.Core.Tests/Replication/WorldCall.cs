using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>One try of a client at a site.</summary>
/// <param name="Request">Null: a read.</param>
internal sealed record WorldCall(WorldClient Client, WriteRequest? Request);
