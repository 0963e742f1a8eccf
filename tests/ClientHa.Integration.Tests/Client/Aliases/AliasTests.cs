using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Aliases;

/// <summary>Two names that lead to one endpoint are weight, not redundancy.</summary>
public sealed class AliasTests
{
    [SitesFact]
    public async Task A_transport_failure_ejects_both_names_and_the_call_does_not_try_the_other_one()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        await sites.Cluster.Names.NameMovesAsync(1, 0);
        using Caller caller = sites.Connect();
        Assert.Equal(0, await caller.AskAsync());
        await Eventually.UntilAsync(() => caller.Status.Sites.All(site => !site.Endpoints.IsEmpty));

        await sites.Site(0).KillAsync();
        Assert.Equal(2, await caller.AskAsync());

        Assert.Equal([0, 2], sites.History.Calls[1].Attempts.Select(attempt => attempt.Site));
        Assert.Equal((SiteState.Ejected, SiteState.Ejected, SiteState.Available), (caller.State(0), caller.State(1), caller.State(2)));
        Assert.Equal(caller.Status.Sites[0].LastError, caller.Status.Sites[1].LastError);
    }

    [SitesFact]
    public async Task An_endpoint_that_refuses_a_call_is_not_asked_again_by_its_other_name()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        await sites.Cluster.Names.NameMovesAsync(1, 0);
        using Caller caller = sites.Connect();
        Assert.Equal(0, await caller.AskAsync());
        await Eventually.UntilAsync(() => caller.Status.Sites.All(site => !site.Endpoints.IsEmpty));

        sites[0].OnCall = Says.Status(14);
        Assert.Equal(2, await caller.AskAsync());
        Assert.Equal((2, 1), (sites[0].Calls, sites[2].Calls));
    }

    /// <summary>The share of a name that leads to the same machine stays with that machine.</summary>
    [SitesFact]
    public async Task Round_robin_counts_names_and_not_machines()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        await sites.Cluster.Names.NameMovesAsync(1, 0);
        using Caller caller = sites.Connect(options => options.Policy = SelectionPolicy.RoundRobin);

        // Until all are connected to, calls go to those that are. Machines would have 15 each, however long it takes.
        CancellationToken limit = HangGuard.Token;
        while (await RoundsAsync(10) != (20, 10))
            limit.ThrowIfCancellationRequested();

        async Task<(int, int)> RoundsAsync(int count)
        {
            int?[] answers = await caller.AskAsync(3 * count);
            return (answers.Count(site => site == 0), answers.Count(site => site == 2));
        }
    }
}
