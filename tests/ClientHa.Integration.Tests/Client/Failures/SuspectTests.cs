using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Failures;

/// <summary>Row "suspect": processes that SIGSTOP has frozen, which still accept connections, and ones that are only slow.</summary>
public sealed class SuspectTests
{
    [SitesFact]
    public async Task A_frozen_process_is_ejected_once_every_call_that_may_move_does_and_the_others_have_their_answer_when_it_thaws()
    {
        await using HaCluster cluster = await SitePrograms.StartAsync();
        using SiteClient client = cluster.Connect();
        await client.ReachHomeAsync();

        await cluster[0].FreezeAsync();
        Task<int>[] movable = [.. Enumerable.Range(0, 10).Select(_ => client.WhoAmIAsync())];
        Task<int>[] others = [.. Enumerable.Range(0, 3).Select(i => client.IncrementAsync($"{i}"))];
        Assert.All(await Task.WhenAll(movable), site => Assert.Equal(1, site));
        for (int i = 0; i < 20; i++)
            Assert.Equal(1, await client.WhoAmIAsync());
        Assert.All(others, call => Assert.False(call.IsCompleted));
        await Eventually.UntilAsync(() => cluster.History.Ejections.Count > 0);
        HaEjection ejection = Assert.Single(cluster.History.Ejections);
        Assert.Matches(@"^was silent for [\d.]+ s with a call in flight, and a probe failed: ", ejection.Reason);
        Assert.Empty(cluster.History.Site(0).CallsDuring(ejection));

        await cluster[0].ThawAsync();
        Assert.All(await Task.WhenAll(others), site => Assert.Equal(0, site));
        Assert.Equal(["0", "1", "2"], cluster.Executions().Order());
    }

    /// <summary>Where the machine makes more of it than 2 s, which a suspicion and its probe take, nothing is asserted.</summary>
    [SitesFact]
    public async Task A_process_that_stalls_for_a_second_and_a_half_is_not_ejected()
    {
        await using HaCluster cluster = await SitePrograms.StartAsync();
        using SiteClient client = cluster.Connect();
        await client.ReachHomeAsync();

        long start = TimeProvider.System.GetTimestamp();
        await cluster[0].FreezeAsync();
        Task<int>[] calls = [.. Enumerable.Range(0, 10).Select(_ => client.WhoAmIAsync())];
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await cluster[0].ThawAsync();
        int[] sites = await Task.WhenAll(calls);
        if (TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromSeconds(2))
            return;

        Assert.All(sites, site => Assert.Equal(0, site));
        Assert.Equal(0, await client.WhoAmIAsync());
        Assert.Empty(cluster.History.Ejections);
    }

    /// <summary>Each waits shorter than a suspicion takes.</summary>
    [SitesFact]
    public async Task A_frozen_process_is_found_by_calls_with_short_deadlines_too()
    {
        await using HaCluster cluster = await SitePrograms.StartAsync();
        using SiteClient client = cluster.Connect();
        await client.ReachHomeAsync();

        await cluster[0].FreezeAsync();
        CancellationToken guard = HangGuard.Token;
        int? answered = null;
        while (answered is null)
        {
            guard.ThrowIfCancellationRequested();
            try
            {
                answered = await client.WhoAmIAsync(TimeSpan.FromSeconds(0.3));
            }
            catch (Wire.WireException late)
            {
                Assert.Equal(Wire.WireStatusCode.DeadlineExceeded, late.StatusCode);
            }
        }

        Assert.Equal(1, answered);
        Assert.Equal(SiteState.Ejected, client.Status.Sites[0].State);

        // A suspicion and its probe take about 2 s, in which 7 such calls have their time; a busy machine takes longer.
        Assert.InRange(cluster.History.FailedCalls.Count, 1, 25);
    }
}
