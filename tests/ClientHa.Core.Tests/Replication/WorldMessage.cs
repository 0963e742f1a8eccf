using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>What sites of a world say to each other.</summary>
internal abstract record WorldMessage
{
    /// <summary>What a later message makes good, so that the world may lose or repeat it.</summary>
    public virtual bool IsExpendable => false;

    public sealed record Hello(SiteIdentity Identity) : WorldMessage;

    public sealed record Push(Operation[] Operations) : WorldMessage
    {
        public override bool IsExpendable => true;
    }

    public sealed record StatePart(StoredDocument[] Documents, OperationResult[] Results) : WorldMessage;

    public sealed record StateEnd(VersionVector Vector) : WorldMessage;

    public sealed record Acknowledgement(VersionVector Vector) : WorldMessage
    {
        public override bool IsExpendable => true;
    }

    public sealed record Heartbeat(VersionVector Vector, ulong Digest) : WorldMessage
    {
        public override bool IsExpendable => true;
    }

    public sealed record Subscribe(VersionVector Vector) : WorldMessage;
}
