using System.Collections.Concurrent;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>
/// Clients that write, read and delete, each one call at a time, until they are told to stop. Each has keys of its own, so that the
/// last write of a key that was acknowledged is what must be there in the end.
/// </summary>
internal sealed class DocumentLoad
{
    private const int KeysPerClient = 40;

    private readonly string name;
    private readonly Task[] running;
    private readonly int[] rounds;
    private volatile bool isStopping;

    private DocumentLoad(IReadOnlyList<DocumentsClient> clients, string name)
    {
        this.name = name;
        rounds = new int[clients.Count];
        running = [.. clients.Select((client, number) => Task.Run(() => RunAsync(client, number)))];
    }

    /// <summary>What failed, as "put key: why".</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>What each key must hold; null: nothing.</summary>
    public ConcurrentDictionary<string, string?> Acknowledged { get; } = [];

    /// <summary>Starts the clients, and waits until each has had answers.</summary>
    public static async Task<DocumentLoad> StartAsync(IReadOnlyList<DocumentsClient> clients, string name = "load")
    {
        DocumentLoad load = new(clients, name);
        await load.WaitForRoundsAsync();
        return load;
    }

    /// <summary>Waits until each client has written and read some more from now on.</summary>
    public async Task WaitForRoundsAsync(int more = 5)
    {
        int[] before = [.. rounds.Select((_, client) => Volatile.Read(ref rounds[client]))];
        await Eventually.UntilAsync(
            () => Task.FromResult(before.Select((round, client) => Volatile.Read(ref rounds[client]) >= round + more).All(reached => reached)),
            () => $"the clients' rounds are {string.Join(' ', rounds)}, and were {string.Join(' ', before)}; failures: {string.Join("; ", Failures.Take(5))}");
    }

    public async Task StopAsync()
    {
        isStopping = true;
        await Task.WhenAll(running).WaitAsync(HangGuard.Token);
    }

    /// <summary>Every acknowledged write is at a site, and nothing else of this load.</summary>
    public async Task AssertThereAsync(DocumentsClient client)
    {
        SortedDictionary<string, string> there = new(StringComparer.Ordinal);
        await foreach (Document document in client.ListAsync(name + "/", HangGuard.Token))
            there.Add(document.Key, document.Text);
        Assert.Equal(
            Acknowledged.Where(each => each.Value is not null).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}"),
            there.Select(each => $"{each.Key}={each.Value}"));
    }

    private async Task RunAsync(DocumentsClient client, int number)
    {
        for (int round = 0; !isStopping; round++)
        {
            string key = $"{name}/{number:00}/{round % KeysPerClient:00}";
            if (round % 7 == 6)
            {
                if (await TryAsync($"delete {key}", () => client.DeleteAsync(key)))
                    Acknowledged[key] = null;
            }
            else if (await TryAsync($"put {key}", () => client.PutAsync(key, $"{round}")))
            {
                Acknowledged[key] = $"{round}";
            }
            await TryAsync($"get {key}", () => client.GetAsync(key));
            Volatile.Write(ref rounds[number], round + 1);
        }
    }

    private async Task<bool> TryAsync(string what, Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (HaCallException failure)
        {
            Failures.Enqueue($"{what}: {failure.Message}");
            return false;
        }
    }
}
