using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using ClientHa.Resolving;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Resolving;

/// <summary>A system resolver that hangs, as glibc's does for 10 s and more when no name server answers.</summary>
public sealed class SystemLookupsTests
{
    private readonly ConcurrentQueue<(string Name, TaskCompletionSource<IPAddress[]> Answer)> asked = new();
    private readonly SteppedTime time = new();
    private readonly SystemNameResolver resolver;

    public SystemLookupsTests() => resolver = new(time, new SystemLookups(name =>
    {
        TaskCompletionSource<IPAddress[]> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        asked.Enqueue((name, answer));
        return answer.Task;
    }));

    [Fact]
    public async Task Who_asks_waits_two_seconds_and_the_name_is_asked_for_once_until_the_system_lets_go()
    {
        for (int i = 0; i < 5; i++)
            await UnansweredAsync("0.ha.test");
        Assert.Single(asked);

        asked.Single().Answer.SetResult([IPAddress.Loopback]);
        await Eventually.UntilAsync(() =>
        {
            _ = resolver.ResolveAsync("0.ha.test", CancellationToken.None).AsTask();
            return asked.Count == 2;
        });
    }

    [Fact]
    public async Task Other_names_are_asked_for_meanwhile()
    {
        await UnansweredAsync("0.ha.test");
        Task<ImmutableArray<IPAddress>> other = resolver.ResolveAsync("1.ha.test", CancellationToken.None).AsTask();
        asked.Last().Answer.SetResult([IPAddress.Loopback]);
        Assert.Equal(IPAddress.Loopback, Assert.Single(await other.WaitAsync(Eventually.HangGuard)));
    }

    [Fact]
    public async Task An_answer_that_comes_late_serves_all_who_wait_for_it_then()
    {
        await UnansweredAsync("0.ha.test");
        Task<ImmutableArray<IPAddress>>[] waiting =
            [.. Enumerable.Range(0, 3).Select(_ => resolver.ResolveAsync("0.HA.test", CancellationToken.None).AsTask())];
        asked.Single().Answer.SetResult([IPAddress.Loopback]);
        Assert.All(await Task.WhenAll(waiting).WaitAsync(Eventually.HangGuard), addresses => Assert.Equal(IPAddress.Loopback, Assert.Single(addresses)));
    }

    private async Task UnansweredAsync(string name)
    {
        Task resolving = resolver.ResolveAsync(name, CancellationToken.None).AsTask();
        Assert.False(resolving.IsCompleted);
        time.Advance(SystemNameResolver.Limit);
        NameResolutionException exception = await Assert.ThrowsAsync<NameResolutionException>(() => resolving.WaitAsync(Eventually.HangGuard));
        Assert.Equal(NameResolutionFailure.Unanswered, exception.Kind);
    }
}
