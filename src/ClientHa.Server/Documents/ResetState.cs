using ClientHa.Core.Replication;

namespace ClientHa.Server.Documents;

/// <summary>What a watch is reset to: the documents at one moment. Nothing else of a replica's state, which is much more, is kept with them.</summary>
internal sealed record ResetState(IReadOnlyList<StoredDocument> Documents, VersionVector Vector);
