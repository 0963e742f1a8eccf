using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using ClientHa.Configuration;
using ClientHa.Sites;

namespace ClientHa.Resolving;

/// <summary>
/// Where the names of a client lead, each looked up by itself. It outlives the configurations that name them, so that a change
/// of other options forgets no address and asks nobody twice.
/// </summary>
internal sealed class AddressBook(INameResolver resolver, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<SiteName, SiteAddresses> names = new();

    /// <summary>The same addresses, until other name servers have answered.</summary>
    public AddressBook(INameResolver resolver, TimeProvider timeProvider, AddressBook old)
        : this(resolver, timeProvider)
    {
        Remember(old.names.Select(each => (each.Key, each.Value.LastGood)));
    }

    /// <summary>A name leads elsewhere than before. By any thread; must be quick.</summary>
    public event Action? Changed;

    /// <summary>The names of the sites are about to be looked up: at the start, from time to time, and when something has happened.</summary>
    public event Action? Sought;

    public SiteAddresses Of(SiteName name) =>
        names.GetOrAdd(name, each => new SiteAddresses(each, resolver, timeProvider) { Changed = () => Changed?.Invoke() });

    /// <summary>What names led to once, for those of which nothing is known.</summary>
    public void Remember(IEnumerable<(SiteName Name, ImmutableArray<IPEndPoint> Endpoints)> sites)
    {
        foreach ((SiteName name, ImmutableArray<IPEndPoint> endpoints) in sites)
            Of(name).Remember(endpoints);
    }

    public void Seek() => Sought?.Invoke();
}
