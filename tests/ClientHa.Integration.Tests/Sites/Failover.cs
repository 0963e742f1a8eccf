using ClientHa.Testing.Processes;
using ClientHa.Wire;
using Xunit;

namespace ClientHa.Integration.Tests.Sites;

/// <summary>What must hold whichever way the current site fails.</summary>
internal static class Failover
{
    /// <summary>
    /// Under load, site 0 fails and later heals: no idempotent call fails, no increment is executed twice or lost, and calls
    /// go to site 1 and come home.
    /// </summary>
    public static async Task TestAsync(Func<SiteProcess, Task> fail, Func<SiteCluster, Task> heal)
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(2);
        using SiteClient client = sites.Connect(serverCount: 2);
        await client.ReachHomeAsync();

        Load load = await Load.StartAsync(client);
        await fail(sites[0]);
        await load.WaitForAnswersAsync();
        Assert.Equal(1, await client.WhoAmIAsync());
        Assert.Equal("Connected to 1.ha.test", client.Status.ToString());

        await heal(sites);
        await load.StopAsync();
        await client.ReachHomeAsync();

        Assert.Empty(load.Failures);
        AssertExecutedOnce(sites, load);
    }

    /// <summary>A stream that is open on site 0 when it fails is told so, and the next one goes to site 1.</summary>
    public static async Task TestStreamAsync(Func<SiteProcess, Task> fail)
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(2);
        using SiteClient client = sites.Connect(serverCount: 2);
        await client.ReachHomeAsync();
        using var stream = client.Watch();
        Assert.Equal(0, (await stream.ReadAsync())?.Site);

        await fail(sites[0]);
        WireException e = await Assert.ThrowsAsync<WireException>(async () => await stream.ReadAsync());
        Assert.Equal(WireStatusCode.Unavailable, e.StatusCode);
        Assert.StartsWith($"0.ha.test:{sites.Port} ", e.Detail, StringComparison.Ordinal);
        Assert.Contains(" the connection in the middle of its answer; call again", e.Detail, StringComparison.Ordinal);

        using var next = client.Watch();
        Assert.Equal(1, (await next.ReadAsync())?.Site);
    }

    /// <summary>A call that may have been executed fails with what happened and the remedy.</summary>
    public static async Task TestIncrementAsync(Func<SiteProcess, Task> fail)
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(2);
        using SiteClient client = sites.Connect(serverCount: 2);
        await client.ReachHomeAsync();
        Task<int> increment = client.IncrementAndHoldAsync("held");
        await sites.WaitUntilHoldingAsync(0, "held");

        await fail(sites[0]);
        AssertNamesRemedy(await Assert.ThrowsAsync<WireException>(() => increment));
        Assert.Equal(1, await client.WhoAmIAsync());
        Assert.Equal(["held"], sites.Executions());
    }

    public static void AssertExecutedOnce(SiteCluster sites, Load load)
    {
        string[] executions = sites.Executions();
        Assert.Equal(executions.Distinct().Order(), executions.Order());
        Assert.Subset(executions.ToHashSet(), load.Incremented.ToHashSet());
        Assert.All(load.IncrementFailures, AssertNamesRemedy);
    }

    private static void AssertNamesRemedy(WireException e)
    {
        Assert.Equal(WireStatusCode.Unavailable, e.StatusCode);
        Assert.Contains("Sent to ", e.Detail, StringComparison.Ordinal);
        Assert.Contains("outcome unknown", e.Detail, StringComparison.Ordinal);
        Assert.Contains("add /clientha.integration.Sites/Increment to IdempotentMethods", e.Detail, StringComparison.Ordinal);
    }
}
