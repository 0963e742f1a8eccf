using System.Collections.Concurrent;
using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Telling;

/// <summary>What a desktop program and an operator see of a failover and of the way home.</summary>
public sealed class FailoverTests
{
    [SitesFact]
    public async Task The_status_says_in_order_where_calls_go_and_the_log_says_each_thing_once_with_what_follows()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        HaOptions options = sites.Cluster.CreateOptions();
        (options.ReconnectDelay, options.Failback) = (TimeSpan.FromSeconds(1), Failback.Immediate);
        using RecordedLog log = new();
        using Caller caller = new(new HaHttpHandler(options, log));
        ConcurrentQueue<string> told = [];
        caller.Handler.StatusChanged += (_, status) => told.Enqueue($"{status}");
        Assert.Equal("Connecting to 0.ha.test", $"{caller.Status}");
        Assert.Equal(0, await caller.AskAsync());

        // A hundred calls find the same.
        sites[0].OnCall = Says.Nothing;
        Task<Reply>[] calls = [.. Enumerable.Range(0, 100).Select(_ => caller.CallAsync(isIdempotent: true))];
        await Eventually.UntilAsync(() => sites[0].Calls == 101);
        HaFault kill = await sites.Site(0).KillAsync();
        Assert.All(await Task.WhenAll(calls), reply => Assert.True(reply.IsOkFrom(1)));
        Assert.Equal("Connected to 1.ha.test", $"{caller.Status}");
        sites[0].OnCall = Says.Ok;
        await kill.HealAsync();
        await caller.AskUntilAsync(0);
        await Eventually.UntilAsync(() => told.LastOrDefault() == "Connected to 0.ha.test" && log.Lines.Length >= 2);

        Assert.Equal(["Connected to 0.ha.test", "Connected to 1.ha.test", "Connected to 0.ha.test"], Changes(told));
        Assert.Equal(2, log.Lines.Length);
        Assert.Matches(
            @"^0\.ha\.test .* the connection.*; calls go to 1\.ha\.test, next probe in [01](\.[0-9])? s, home not before [0-9]{2}:[0-9]{2}:[0-9]{2}\.$",
            log.Lines[0]);
        Assert.Equal("0.ha.test is available; calls go to 0.ha.test.", log.Lines[1]);
    }

    /// <summary>Between two of them it says where it connects to, if nobody was faster.</summary>
    private static List<string> Changes(IEnumerable<string> told)
    {
        List<string> changes = [];
        foreach (string each in told.Where(each => each.StartsWith("Connected", StringComparison.Ordinal)))
        {
            if (changes.LastOrDefault() != each)
                changes.Add(each);
        }
        return changes;
    }
}
