using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>A site takes over the whole state of another.</summary>
public sealed class ReplicaStateTests
{
    private readonly Site source = new(0);
    private readonly Site site = new(1);

    [Fact]
    public void A_state_is_there_whole_and_durable_before_it_is_acknowledged()
    {
        WriteRequest known = source.Put("a", "1");
        source.Write(known);
        source.Write(source.Put("b", "2"));

        ReplicaEffect[] effects = site.Take(source.State());

        Assert.Equal(source.Replica.Vector, Assert.IsType<ReplicaEffect.Acknowledge>(effects[^1]).Vector);
        Assert.All(effects[..^1], effect => Assert.IsType<ReplicaEffect.Persist>(effect));
        Assert.Equal(source.Replica.Digest, site.Replica.Digest);
        Assert.Equal(source.Get("a"), site.Get("a"));
        Assert.Equal(source.Write(known).Result, site.Write(known).Result);
        Assert.Equal(source.Replica.Vector, site.Replica.Vector);
    }

    [Fact]
    public void The_next_operation_of_the_source_follows_its_state()
    {
        source.Write(source.Put("a"));
        site.Take(source.State());
        source.Write(source.Put("a", "later"));

        site.Push(source.Operations()[^1]);

        Assert.Equal(source.Replica.Digest, site.Replica.Digest);
        Assert.Equal(source.Replica.Vector, site.Replica.Vector);
    }

    [Fact]
    public void What_is_newer_here_stays()
    {
        source.Write(source.Put("a", "old"));
        site.Now += 10;
        site.Write(site.Put("a", "new"));
        StoredDocument? mine = site.Get("a");

        site.Take(source.State());

        Assert.Equal(mine, site.Get("a"));
        Assert.Equal(1UL, site.Replica.Vector[site.Id]);
        Assert.Equal(1UL, site.Replica.Vector[source.Id]);
    }

    [Fact]
    public void After_a_crash_in_the_middle_of_a_state_nothing_of_it_is_there()
    {
        source.Write(source.Put("a", "1"));
        source.Write(source.Put("b", "2"));
        site.Take(source.State());
        int whole = site.Log.Count;

        for (int records = whole - 1; records >= 0; records--)
        {
            site.Restart(records);
            Assert.Equal(0UL, site.Replica.Digest);
            Assert.Null(site.Get("a"));
            Assert.Equal(VersionVector.Empty, site.Replica.Vector);
        }
    }

    // Site 0 dies for good in the middle of its state, and site 2, which hasn't all of it, gives its own: the two must end equal.
    [Fact]
    public void Another_state_takes_back_what_a_crash_has_cut_short()
    {
        Site other = new(2);
        source.Write(source.Put("a", "1"));
        other.Push(source.Operations());
        source.Write(source.Put("b", "never heard of again"));
        site.Take(source.State());
        site.Restart(site.Log.Count - 1);

        site.Take(other.State());
        site.Restart();

        Assert.Null(site.Get("b"));
        Assert.Equal(other.Replica.Vector, site.Replica.Vector);
        Assert.Equal(other.Replica.Digest, site.Replica.Digest);
        Assert.Empty(site.Handle(new ReplicaInput.Heartbeat("link", other.Replica.Vector, other.Replica.Digest)));
    }
}
