using ClientHa;
using ClientHa.Testing;
using ClientHa.Wire;
using Xunit.Abstractions;

namespace TestKit;

/// <summary>
/// What an application's own tests may look like: two sites of its service run in this process, a client uses them, and a site
/// fails. No port, no name and no process has to be prepared, and nothing is left behind.
/// </summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private readonly Orders orders = new();

    [Fact]
    public async Task When_the_site_in_use_is_killed_the_next_call_is_answered_by_the_other()
    {
        await using HaCluster cluster = await StartAsync();
        HaHttpHandler handler = cluster.CreateHandler(Configure);
        using PharmacyClient client = new(handler);
        Assert.Equal(0, (await client.FindAsync("aspirin")).Site);

        await cluster.SiteOf(handler).KillAsync();

        Assert.Equal(1, (await client.FindAsync("aspirin")).Site);
        Assert.Equal(1, cluster.History.Failovers);
        Assert.Empty(cluster.History.FailedCalls);
    }

    [Fact]
    public async Task When_the_site_in_use_freezes_a_call_that_waits_there_is_answered_by_the_other()
    {
        await using HaCluster cluster = await StartAsync();
        HaHttpHandler handler = cluster.CreateHandler(Configure);
        using PharmacyClient client = new(handler);
        Assert.Equal(0, (await client.FindAsync("aspirin")).Site);

        await using HaFault freeze = await cluster[0].FreezeAsync();

        Assert.Equal(1, (await client.FindAsync("aspirin")).Site);
        Assert.Empty(cluster.History.FailedCalls);
    }

    [Fact]
    public async Task When_the_site_in_use_is_cut_off_behind_an_order_the_order_is_not_placed_twice()
    {
        await using HaCluster cluster = await StartAsync();
        HaHttpHandler handler = cluster.CreateHandler(Configure);
        using PharmacyClient client = new(handler);
        TaskCompletionSource answering = new();
        orders.Answering = answering.Task;

        Task<Receipt> placing = client.PlaceAsync("aspirin");
        await orders.First;
        await cluster[0].ResetAsync();

        // The order was executed and its answer is lost. The client can't know, and may not try again: it says so.
        WireException failure = await Assert.ThrowsAsync<WireException>(() => placing);
        Assert.Contains("outcome unknown", failure.Message, StringComparison.Ordinal);
        answering.SetResult();
        Assert.Equal(["aspirin"], orders.Executed);
    }

    /// <summary>As the application configures its client.</summary>
    private static void Configure(HaOptions options) => options.IdempotentMethods.Add("/pharmacy.Pharmacy/Find");

    /// <summary>Where a test fails, the history of all calls and faults is among what it prints.</summary>
    private Task<HaCluster> StartAsync() => HaCluster.StartAsync(
        sites: 2,
        build: (_, _) => { },
        map: (app, place) => PharmacyService.Map(app, place, orders),
        configure: options => options.Output = output.WriteLine);
}
