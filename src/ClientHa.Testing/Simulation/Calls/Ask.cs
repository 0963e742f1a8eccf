using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Calls;

/// <summary>What a client asks a site.</summary>
internal abstract record Ask
{
    private Ask()
    {
    }

    /// <summary>A retry may come to any site.</summary>
    public virtual bool IsIdempotent => true;

    /// <summary>A probe: <c>grpc.health.v1</c>.</summary>
    public sealed record Health : Ask;

    /// <param name="Request">With the attempt's number in it.</param>
    /// <param name="Clock">The client's hybrid clock.</param>
    public sealed record Write(WriteRequest Request, ulong Clock) : Ask
    {
        /// <summary>It is to be at another site, too, before it is acknowledged.</summary>
        public bool WantsPeer { get; init; }
    }

    public sealed record Get(string Key, ulong Clock) : Ask
    {
        /// <summary>What the site is to cover; null: nothing.</summary>
        public SessionToken? Session { get; init; }
    }

    /// <summary>A stream that goes on until one side ends it: what the cursor doesn't cover, then what happens.</summary>
    public sealed record Watch(VersionVector Cursor) : Ask;

    /// <summary>A call of the user's own service that must not be executed twice, such as a booking.</summary>
    public sealed record Book(long Number) : Ask
    {
        public override bool IsIdempotent => false;
    }

    /// <summary>A call of the user's own service that may be repeated, such as a search.</summary>
    public sealed record Find(int Method) : Ask;
}
