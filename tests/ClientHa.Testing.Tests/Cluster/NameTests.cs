using System.Net;

namespace ClientHa.Testing.Tests.Cluster;

public sealed class NameTests
{
    private const Kind Web = Kind.Application;

    [Fact]
    public async Task A_client_goes_to_the_other_site_where_a_name_has_vanished()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        HaFault vanished = await cluster.Names.NameVanishesAsync(0);
        using (Asker client = Asker.OfAll(cluster, Web))
            Assert.Equal(1, await client.AskAsync());
        await vanished.HealAsync();
        using (Asker client = Asker.OfAll(cluster, Web))
            Assert.Equal(0, await client.AskAsync());
    }

    [Fact]
    public async Task A_name_that_moves_leads_to_the_other_site_until_it_is_healed()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        HaFault moved = await cluster.Names.NameMovesAsync(0, toSite: 1);
        using (Asker client = Asker.OfAll(cluster, Web, OnlyNameOfSite0))
            Assert.Equal(1, await client.AskAsync());
        await moved.HealAsync();
        using (Asker client = Asker.OfAll(cluster, Web, OnlyNameOfSite0))
            Assert.Equal(0, await client.AskAsync());
    }

    [Fact]
    public async Task A_client_goes_to_the_other_site_where_a_name_leads_to_nobody()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        await cluster.Names.WrongAddressAsync(0);
        using Asker client = Asker.OfAll(cluster, Web);
        Assert.Equal(1, await client.AskAsync());
    }

    [Fact]
    public async Task Faults_of_one_name_can_be_healed_in_any_order()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        HaFault vanished = await cluster.Names.NameVanishesAsync(0);
        HaFault moved = await cluster.Names.NameMovesAsync(0, toSite: 1);
        HaFault wrong = await cluster.Names.WrongAddressAsync(0, IPAddress.Parse("127.0.0.99"));
        await vanished.HealAsync();
        await wrong.HealAsync();
        using (Asker client = Asker.OfAll(cluster, Web, OnlyNameOfSite0))
            Assert.Equal(1, await client.AskAsync());
        await moved.HealAsync();
        using (Asker client = Asker.OfAll(cluster, Web, OnlyNameOfSite0))
            Assert.Equal(0, await client.AskAsync());
    }

    [Fact]
    public async Task A_call_that_a_silent_name_server_holds_up_is_answered_when_it_speaks_again()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        HaFault silence = await cluster.Names.NameServerSilentAsync();
        int before = cluster.Names.Responder.UdpQueryCount + cluster.Names.Responder.TcpQueryCount;
        using Asker client = Asker.OfAll(cluster, Web);
        Task<int> asked = client.AskAsync();
        await cluster.Names.Responder.WaitForQueriesAsync(before + 1, HangGuard.Token);
        Assert.False(asked.IsCompleted);
        await silence.HealAsync();
        await asked;
    }

    private static void OnlyNameOfSite0(HaOptions options) =>
        (options.Url, options.ServerCount) = (options.Url!.Replace("ha.test", "0.ha.test", StringComparison.Ordinal), 0);
}
