using System.Collections.Concurrent;

namespace ClientHa.Tests.Kills;

/// <summary>What the sites count: a call is executed from the moment in which its headers have reached the server's application.</summary>
internal sealed class Executions
{
    private readonly ConcurrentDictionary<string, int> counts = new();

    public void Began(string call) => counts.AddOrUpdate(call, 1, static (_, count) => count + 1);

    public int Of(string call) => counts.GetValueOrDefault(call);
}
