using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class FoundingTests
{
    //          site | --found | peers: site number where empty, ? where not reached | what it waits for
    [Theory]
    [InlineData(0, false, "", null)]
    [InlineData(7, false, "", null)]
    [InlineData(0, false, "1", null)]
    [InlineData(0, false, "1 2", null)]
    [InlineData(1, false, "2 3", null)]
    [InlineData(1, false, "0", "waits for site 0 at peer0 to found the cluster")]
    [InlineData(2, false, "1 0", "waits for site 0 at peer0")]
    [InlineData(2, false, "3 1", "waits for site 1 at peer1")]
    [InlineData(0, false, "?", "waits to reach peer? (refused); --found founds")]
    [InlineData(0, false, "1 ?", "waits to reach peer? (refused); --found founds")]
    [InlineData(1, false, "0 ?", "waits to reach peer? (refused)")]
    [InlineData(0, false, "? ?", "waits to reach peer? (refused), peer? (refused);")]
    [InlineData(0, true, "?", null)]
    [InlineData(1, true, "0", null)]
    public void Only_the_lowest_of_sites_that_all_know_each_other_to_be_empty_founds(int site, bool told, string peers, string? obstacle)
    {
        PeerSighting[] sightings = [.. peers.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(peer => peer == "?" ? (PeerSighting)new PeerSighting.Unreached("peer?", "refused") : new PeerSighting.Empty("peer" + peer, peer[0] - '0'))];

        string? found = Founding.Obstacle(site, told, sightings);

        if (obstacle is null)
            Assert.Null(found);
        else
            Assert.Contains(obstacle, found);
    }
}
