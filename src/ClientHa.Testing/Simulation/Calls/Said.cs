using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;

namespace ClientHa.Testing.Simulation.Calls;

/// <summary>What a site says to it.</summary>
internal abstract record Said
{
    private Said()
    {
    }

    /// <summary>To <see cref="Ask.Health"/>.</summary>
    public sealed record Health(bool IsServing) : Said;

    /// <summary>To <see cref="Ask.Write"/> and <see cref="Ask.Get"/>.</summary>
    public sealed record Replied(ReplicaReply Reply) : Said
    {
        /// <summary>What the site says of itself.</summary>
        public required SiteWord Word { get; init; }

        /// <summary>Another site was to have the write, too, and none had in time.</summary>
        public bool IsUnconfirmed { get; init; }
    }

    /// <summary>To <see cref="Ask.Book"/> and <see cref="Ask.Find"/>.</summary>
    public sealed record Done : Said;

    /// <summary>Not executed, go elsewhere: <c>clientha-elsewhere</c>.</summary>
    public sealed record Elsewhere(ElsewhereReason Reason) : Said;

    /// <summary>INTERNAL: the site answers, and something in it is broken.</summary>
    public sealed record Broken : Said;

    /// <summary>RESOURCE_EXHAUSTED with <c>grpc-retry-pushback-ms</c>.</summary>
    public sealed record PushBack(TimeSpan Wait) : Said;

    /// <summary>The response headers of a watch: it is in the site's hands, however long nothing happens.</summary>
    public sealed record Watching : Said;

    /// <summary>One change of a watch: everything up to the cursor has been told with it.</summary>
    public sealed record Change(Operation Operation, bool Superseded, VersionVector Cursor) : Said;

    /// <summary>The log no longer reaches the watch's cursor: all documents as they are, up to the cursor.</summary>
    public sealed record Reset(StoredDocument[] Documents, VersionVector Cursor) : Said;

    /// <summary>The watch ends because its site does: it goes on elsewhere from its cursor.</summary>
    public sealed record WatchEnded(VersionVector Cursor) : Said;
}
