using System.Collections.Concurrent;
using System.Threading.Channels;
using ClientHa.Wire;

namespace ClientHa.Integration.Tests.Sites;

/// <summary>Concurrent callers of one client: some repeat an idempotent call, some increment, each one call at a time.</summary>
internal sealed class Load
{
    private const int Callers = 4;

    private readonly Channel<int> answers = Channel.CreateUnbounded<int>();
    private readonly Task[] callers;
    private volatile bool isStopping;

    private Load(SiteClient client) =>
        callers = [.. Enumerable.Range(0, Callers).SelectMany(caller => (Task[])[AskAsync(client, caller), IncrementAsync(client, caller)])];

    /// <summary>What idempotent calls failed with.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = [];

    public ConcurrentQueue<WireException> IncrementFailures { get; } = [];

    /// <summary>The increments that were answered.</summary>
    public ConcurrentQueue<string> Incremented { get; } = [];

    public static async Task<Load> StartAsync(SiteClient client)
    {
        var load = new Load(client);
        await load.WaitForAnswersAsync();
        return load;
    }

    /// <summary>Waits until each caller of the idempotent call has had a few more answers.</summary>
    public async Task WaitForAnswersAsync()
    {
        while (answers.Reader.TryRead(out _)) { }
        int[] seen = new int[Callers];
        while (seen.Any(count => count < 20)) seen[await answers.Reader.ReadAsync(HangGuard.Token)]++;
    }

    /// <summary>Lets each caller end its call.</summary>
    public Task StopAsync()
    {
        isStopping = true;
        return Task.WhenAll(callers).WaitAsync(HangGuard.Token);
    }

    private async Task AskAsync(SiteClient client, int caller)
    {
        while (!isStopping)
        {
            try
            {
                await client.WhoAmIAsync();
                answers.Writer.TryWrite(caller);
            }
            catch (Exception e) when (e is WireException or OperationCanceledException)
            {
                Failures.Enqueue(e);
            }
        }
    }

    private async Task IncrementAsync(SiteClient client, int caller)
    {
        for (int i = 0; !isStopping; i++)
        {
            string id = $"{caller}-{i}";
            try
            {
                await client.IncrementAsync(id);
                Incremented.Enqueue(id);
            }
            catch (WireException e)
            {
                IncrementFailures.Enqueue(e);
            }
        }
    }
}
