using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class HandshakeTests
{
    private static readonly Guid One = new("00000000-0000-4000-8000-000000000001");
    private static readonly Guid Two = new("00000000-0000-4000-8000-000000000002");
    private static readonly ReplicaId A = ReplicaId.Create(0, ulong.MaxValue), B = ReplicaId.Create(1, 0), C = ReplicaId.Create(2, 0);

    //                      here's cluster | peer's | verdicts here and there
    public static TheoryData<Guid?, Guid?, Type, Type> Members => new()
    {
        { null, null, typeof(HandshakeVerdict.BothEmpty), typeof(HandshakeVerdict.BothEmpty) },
        { null, One, typeof(HandshakeVerdict.Join), typeof(HandshakeVerdict.Welcome) },
        { One, One, typeof(HandshakeVerdict.Exchange), typeof(HandshakeVerdict.Exchange) },
        { One, Two, typeof(HandshakeVerdict.Refuse), typeof(HandshakeVerdict.Refuse) },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void What_two_sites_are_to_each_other_fits_together(Guid? here, Guid? peer, Type hereSays, Type peerSays)
    {
        SiteIdentity site0 = Site0(cluster: here), site1 = Site1(cluster: peer);

        Assert.IsType(hereSays, Handshake.Judge(site0, site1));
        Assert.IsType(peerSays, Handshake.Judge(site1, site0));
    }

    [Fact]
    public void Who_joins_takes_the_cluster_of_the_peer() =>
        Assert.Equal(new HandshakeVerdict.Join(Two), Handshake.Judge(Site0(cluster: null), Site1(cluster: Two)));

    //                                                | what the reason names, here and there
    public static TheoryData<string, string, string> Faults => new()
    {
        { "protocol", "the peer speaks version 3 of the replication protocol, this site version 2: upgrade site 0", "the peer speaks version 2 of the replication protocol, this site version 3: upgrade site 0" },
        { "replica", "one data directory was copied", "one data directory was copied" },
        { "site", "give each site a number of its own with --site", "give each site a number of its own with --site" },
        { "cluster", "two clusters are never merged", "two clusters are never merged" },
        { "chain", "different histories of replica", "different histories of replica" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_differs_is_refused_by_both_sides_with_the_reason(string fault, string reasonHere, string reasonThere)
    {
        SiteIdentity here = Site0(vector: [new(C, 7, 70)]);
        SiteIdentity peer = fault switch
        {
            "protocol" => Site1() with { ProtocolVersion = 3, OldestProtocol = 3 },
            "replica" => Site1() with { Replica = A, Site = 0 },
            "site" => Site1() with { Site = 0, Replica = ReplicaId.Create(0, 0) },
            "cluster" => Site1(cluster: Two),
            _ => Site1(vector: [new(C, 7, 71)]),
        };

        AssertRefused(reasonHere, here, peer);
        AssertRefused(reasonThere, peer, here);
    }

    //            here's oldest and newest | the peer's | what they speak; 0: nothing
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(1, 2, 1, 1, 1)]
    [InlineData(1, 2, 1, 2, 2)]
    [InlineData(1, 2, 2, 2, 2)]
    [InlineData(2, 2, 1, 3, 2)]
    [InlineData(2, 2, 1, 1, 0)]
    [InlineData(3, 3, 1, 2, 0)]
    public void Two_sites_speak_the_newest_version_that_both_know(uint oldest, uint newest, uint peersOldest, uint peersNewest, uint spoken)
    {
        SiteIdentity here = Site0() with { OldestProtocol = oldest, ProtocolVersion = newest };
        SiteIdentity peer = Site1() with { OldestProtocol = peersOldest, ProtocolVersion = peersNewest };

        Assert.Equal(spoken == 0 ? null : spoken, Protocol.Common(here, peer));
        Assert.Equal(spoken == 0 ? null : spoken, Protocol.Common(peer, here));
        Assert.Equal(spoken == 0, Handshake.Judge(here, peer) is HandshakeVerdict.Refuse);
        Assert.Equal(spoken == 0, Handshake.Judge(peer, here) is HandshakeVerdict.Refuse);
    }

    // That it takes part would be written down, in words that it and others of its kind cannot read.
    [Fact]
    public void An_empty_peer_of_the_first_version_is_not_let_in()
    {
        SiteIdentity first = Site1(cluster: null) with { ProtocolVersion = Protocol.First, OldestProtocol = Protocol.First };
        SiteIdentity here = Site0() with { OldestProtocol = Protocol.First };
        AssertRefused("upgrade site 1 before it joins", here, first);
        Assert.IsType<HandshakeVerdict.BothEmpty>(Handshake.Judge(here with { Cluster = null }, first));
    }

    [Fact]
    public void A_site_with_the_replica_of_another_is_refused() =>
        AssertRefused($"its replica {C} belongs to site 2", Site0(), Site1() with { Replica = C });

    [Fact]
    public void A_peer_without_cluster_and_with_operations_is_refused() =>
        AssertRefused("belongs to no cluster and yet has operations", Site0(), Site1(cluster: null, vector: [new(B, 1, 5)]));

    [Fact]
    public void A_site_whose_disk_was_rolled_back_finds_that_the_peer_knows_more_of_it() =>
        AssertRefused("ends with its own operation 3, and the peer has 4", Site0(vector: [new(A, 3, 30)]), Site1(vector: [new(A, 4, 40)]));

    // It has written operation 5 since its hello, and that came here through site 2.
    [Fact]
    public void A_peer_that_went_on_writing_behind_its_hello_is_no_rolled_back_one() =>
        Assert.IsType<HandshakeVerdict.Exchange>(Handshake.Judge(Site0(vector: [new(B, 5, 50)]), Site1(vector: [new(B, 4, 40)])));

    //                     here's sequence and chain of C | the peer's
    [Theory]
    [InlineData(7, 70, 8, 80)]
    [InlineData(8, 80, 7, 70)]
    [InlineData(7, 70, 7, 70)]
    [InlineData(7, 70, 0, 0)]
    public void Whoever_is_behind_catches_up(ulong sequence, ulong chain, ulong theirSequence, ulong theirChain) =>
        Assert.IsType<HandshakeVerdict.Exchange>(
            Handshake.Judge(Site0(vector: [new(C, sequence, chain)]), Site1(vector: [new(C, theirSequence, theirChain)])));

    private static void AssertRefused(string reason, SiteIdentity here, SiteIdentity peer) =>
        Assert.Contains(reason, Assert.IsType<HandshakeVerdict.Refuse>(Handshake.Judge(here, peer)).Reason);

    private static SiteIdentity Site0(Guid? cluster, VectorEntry[]? vector = null) =>
        new(SiteIdentity.CurrentProtocol, cluster, 0, A, VersionVector.Create(vector ?? []));

    private static SiteIdentity Site1(Guid? cluster, VectorEntry[]? vector = null) =>
        new(SiteIdentity.CurrentProtocol, cluster, 1, B, VersionVector.Create(vector ?? []));

    private static SiteIdentity Site0(VectorEntry[]? vector = null) => Site0(One, vector);

    private static SiteIdentity Site1(VectorEntry[]? vector = null) => Site1(One, vector);
}
