using System.Collections.Concurrent;
using ClientHa.Configuration;
using ClientHa.Sites;

namespace ClientHa.Resolving;

/// <summary>
/// Where the names of a client lead, each looked up by itself. It outlives the configurations that name them, so that a change
/// of other options forgets no address and asks nobody twice.
/// </summary>
internal sealed class AddressBook(INameResolver resolver)
{
    private readonly ConcurrentDictionary<SiteName, SiteAddresses> names = new();

    /// <summary>The same addresses, for as long as other name servers have not answered.</summary>
    public AddressBook(INameResolver resolver, AddressBook old)
        : this(resolver)
    {
        foreach ((SiteName name, SiteAddresses addresses) in old.names)
            names[name] = new SiteAddresses(name, resolver) { LastGood = addresses.LastGood };
    }

    public SiteAddresses Of(SiteName name) => names.GetOrAdd(name, each => new SiteAddresses(each, resolver));
}
