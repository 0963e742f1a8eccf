using System.Collections.Immutable;
using System.Net;
using ClientHa.Configuration;
using ClientHa.Resolving;

namespace ClientHa.Sites;

/// <summary>
/// Where one name leads. The last good answer is kept: a look-up that fails later takes nothing away. One look-up at a time.
/// </summary>
internal sealed class SiteAddresses(SiteName name, INameResolver resolver)
{
    private readonly object gate = new();
    private Task<ImmutableArray<IPEndPoint>>? lookup;

    /// <summary>Empty until the name was resolved for the first time.</summary>
    public ImmutableArray<IPEndPoint> LastGood { get; set; } = [];

    /// <summary>A spelling of the endpoints that does not depend on their order in the answer.</summary>
    public string? Key => LastGood.IsEmpty
        ? null
        : string.Join('|', LastGood.Select(endpoint => endpoint.ToString()).Order(StringComparer.Ordinal));

    /// <summary>What is known; waits for a look-up only if nothing is.</summary>
    /// <exception cref="NameResolutionException">Nothing is known and the look-up failed.</exception>
    public async ValueTask<ImmutableArray<IPEndPoint>> GetAsync(CancellationToken cancellationToken) =>
        LastGood is { IsEmpty: false } known ? known : await RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Looks the name up, together with whoever is just doing so.</summary>
    public Task<ImmutableArray<IPEndPoint>> RefreshAsync()
    {
        lock (gate)
            return lookup is { IsCompleted: false } running ? running : lookup = LookUpAsync();
    }

    private async Task<ImmutableArray<IPEndPoint>> LookUpAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        ImmutableArray<IPAddress> addresses = await resolver.ResolveAsync(name.Host, CancellationToken.None).ConfigureAwait(false);
        return LastGood = [.. addresses.Distinct().Select(address => new IPEndPoint(address, name.Port))];
    }
}
