using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using ClientHa.Resolving;

namespace ClientHa.Tests.Sites;

/// <summary>Names as a test sets them. One that is not set does not exist.</summary>
internal sealed class FakeResolver : INameResolver
{
    private readonly ConcurrentDictionary<string, Func<ValueTask<ImmutableArray<IPAddress>>>> names = new();
    private readonly ConcurrentDictionary<string, int> lookups = new();

    public int LookupsOf(string name) => lookups.GetValueOrDefault(name);

    public void Set(string name, params ImmutableArray<IPAddress> addresses) => Set(name, () => addresses);

    public void Set(string name, Func<ImmutableArray<IPAddress>> answer) => names[name] = () => new(answer());

    /// <summary>From now on nobody who is asked for the name says anything.</summary>
    public void Silence(string name) => names[name] = async () =>
    {
        await Task.Delay(Timeout.Infinite);
        return [];
    };

    /// <summary>Who asks for the name from now on is told, once the gate opens, that it does not exist.</summary>
    public void Deny(string name, Task gate) => names[name] = async () =>
    {
        await gate;
        throw Missing(name);
    };

    /// <summary>From now on the name servers answer with a failure, which is no "no".</summary>
    public void Fail(string name) => names[name] = () =>
        throw new NameResolutionException(name, NameResolutionFailure.Unanswered, $"{name} was not resolved. SERVFAIL.");

    public void Remove(string name) => names.TryRemove(name, out _);

    public ValueTask<ImmutableArray<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        lookups.AddOrUpdate(name, 1, (_, count) => count + 1);
        if (IPAddress.TryParse(name, out IPAddress? literal))
            return new([literal]);
        return names.TryGetValue(name, out Func<ValueTask<ImmutableArray<IPAddress>>>? answer)
            ? answer()
            : throw Missing(name);
    }

    private static NameResolutionException Missing(string name) =>
        new(name, NameResolutionFailure.NoSuchName, $"{name} does not exist: NXDOMAIN.");
}
