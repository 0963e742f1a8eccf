namespace ClientHa.Testing.Tests.Cluster;

/// <summary>The verbs of the network, as far as they are a site's: what a bridge does is tested with the bridge.</summary>
public sealed class NetworkFaultTests
{
    private const Kind Web = Kind.Application;

    [Theory]
    [InlineData(HaDirection.Both)]
    [InlineData(HaDirection.ToSite)]
    [InlineData(HaDirection.FromSite)]
    public async Task A_call_into_a_black_hole_is_answered_when_it_is_healed(HaDirection direction)
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        using Asker client = Asker.Of(cluster[0], cluster, Web);
        using Asker other = Asker.Of(cluster[1], cluster, Web);
        await client.AnswersAsync();

        HaFault hole = await cluster[0].BlackholeAsync(direction);
        Task asked = client.AnswersAsync();
        for (int i = 0; i < 20; i++)
            await other.AnswersAsync();
        Assert.False(asked.IsCompleted);
        await hole.HealAsync();
        await asked;
    }

    [Fact]
    public async Task A_call_moves_away_from_a_site_that_refuses_once_its_connections_are_cut()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        using Asker client = Asker.OfAll(cluster, Web);
        Assert.Equal(0, await client.AskAsync());

        HaFault refusal = await cluster[0].RefuseAsync();
        Assert.Equal(0, await client.AskAsync());
        await cluster[0].ResetAsync();
        Assert.Equal(1, await client.AskAsync());

        await refusal.HealAsync();
        using Asker again = Asker.Of(cluster[0], cluster, Web);
        await again.AnswersAsync();
    }

    [Fact]
    public async Task A_call_moves_away_from_a_site_whose_connections_are_cut_after_some_bytes()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        using Asker client = Asker.OfAll(cluster, Web);
        Assert.Equal(0, await client.AskAsync());
        await cluster[0].CutAfterBytesAsync(1);
        Assert.Equal(1, await client.AskAsync());
    }

    [Fact]
    public async Task Delays_add_up_and_go_one_by_one()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        using Asker client = Asker.Of(cluster[0], cluster, Web);
        await client.AnswersAsync();
        HaFault one = await cluster[0].DelayAsync(TimeSpan.FromMilliseconds(100), HaDirection.FromSite);
        HaFault other = await cluster[0].DelayAsync(TimeSpan.FromMilliseconds(200), HaDirection.FromSite);

        Assert.InRange(await TimeAsync(client), TimeSpan.FromMilliseconds(290), TimeSpan.FromSeconds(30));
        await one.HealAsync();
        Assert.InRange(await TimeAsync(client), TimeSpan.FromMilliseconds(190), TimeSpan.FromSeconds(30));
        await other.HealAsync();
        await client.AnswersAsync();
    }

    [Fact]
    public async Task A_throttled_site_answers_slowly()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Web);
        using Asker client = Asker.Of(cluster[0], cluster, Web);
        await client.AnswersAsync();
        await using (await cluster[0].ThrottleAsync(100, HaDirection.FromSite))
            Assert.InRange(await TimeAsync(client), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        await client.AnswersAsync();
    }

    /// <summary>No shorter than a fault makes it, and without a bound above: the machine may be busy.</summary>
    private static async Task<TimeSpan> TimeAsync(Asker client)
    {
        long start = TimeProvider.System.GetTimestamp();
        await client.AnswersAsync();
        return TimeProvider.System.GetElapsedTime(start);
    }
}
