using ClientHa.Testing.History;
using ClientHa.Testing.Tests.Cluster;
using Xunit.Sdk;

namespace ClientHa.Testing.Tests.History;

public sealed class FailureWatchTests
{
    [Fact]
    public async Task An_assertion_that_fails_in_the_tests_flow_is_noticed()
    {
        using FailureWatch watch = FailureWatch.Begin();
        await Task.Yield();
        Assert.False(watch.HasFailed);

        await Task.Run(async () =>
        {
            await Task.Yield();
            Fail(new XunitException("expected"));
        });

        Assert.True(watch.HasFailed);
    }

    [Fact]
    public async Task An_assertion_that_fails_in_another_test_is_not_this_ones()
    {
        var begun = new TaskCompletionSource();
        var failed = new TaskCompletionSource();
        Task<bool> one = Task.Run(async () =>
        {
            using FailureWatch watch = FailureWatch.Begin();
            begun.SetResult();
            await failed.Task;
            return watch.HasFailed;
        });
        await begun.Task;
        await Task.Run(() => Fail(new XunitException("expected")));
        failed.SetResult();

        Assert.False(await one);
    }

    [Fact]
    public void Other_exceptions_are_no_failures()
    {
        using FailureWatch watch = FailureWatch.Begin();
        Fail(new InvalidOperationException());
        Fail(SkipException.ForSkip("no failure either"));
        Assert.False(watch.HasFailed);
    }

    [Fact]
    public void Each_of_two_watches_of_a_test_notices_and_one_that_has_ended_does_not()
    {
        FailureWatch ended = FailureWatch.Begin();
        using FailureWatch first = FailureWatch.Begin();
        using FailureWatch second = FailureWatch.Begin();
        ended.Dispose();
        Fail(new XunitException("a failure"));
        Assert.True(first.HasFailed && second.HasFailed);
        Assert.False(ended.HasFailed);
    }

    [Fact]
    public void The_assertions_of_other_frameworks_are_known_by_their_names()
    {
        foreach (Exception failure in (Exception[])[new NUnit.Framework.AssertionException(), new Microsoft.VisualStudio.TestTools.UnitTesting.AssertFailedException()])
        {
            using FailureWatch watch = FailureWatch.Begin();
            Fail(failure);
            Assert.True(watch.HasFailed);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_history_of_a_cluster_is_shown_when_its_test_has_failed_and_only_then(bool fails)
    {
        var shown = new List<string>();
        try
        {
            await using HaCluster cluster = await HaCluster.StartAsync(1, options => options.Output = shown.Add, HangGuard.Token);
            using Asker client = Asker.OfAll(cluster, Kind.Server);
            await client.AnswersAsync();
            Assert.Equal(fails ? 2 : 1, cluster.History.Calls.Count);
        }
        catch (EqualException)
        {
            // As the framework would.
        }

        if (fails)
            Assert.Contains("call 1 ends: OK", Assert.Single(shown), StringComparison.Ordinal);
        else
            Assert.Empty(shown);
    }

    private static void Fail(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught) when (ReferenceEquals(caught, exception))
        {
            // What a test would let through.
        }
    }
}
