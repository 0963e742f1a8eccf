using System.Collections.Immutable;
using System.Net;
using ClientHa.Configuration;
using ClientHa.Resolving;

namespace ClientHa.Sites;

/// <summary>
/// Where one name leads. The last good answer is kept: a look-up that fails later takes nothing away. One look-up at a time.
/// </summary>
internal sealed class SiteAddresses(SiteName name, INameResolver resolver, TimeProvider timeProvider)
{
    /// <summary>
    /// How long a first look-up has before an answer of an earlier run is taken, and how long a failed one stands for those who ask
    /// next: a call that looks for a site waits for one look-up, not for one after the other.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly object gate = new();
    private Task<ImmutableArray<IPEndPoint>>? lookup;
    private long failedAt;
    private volatile bool isSettled;

    /// <summary>Called when the name has come to lead elsewhere.</summary>
    public Action? Changed { get; init; }

    /// <summary>Empty until the name was resolved for the first time.</summary>
    public ImmutableArray<IPEndPoint> LastGood { get; private set; } = [];

    /// <summary>A spelling of the endpoints that does not depend on their order in the answer.</summary>
    public string? Key => KeyOf(LastGood);

    /// <summary>What an earlier run, or another name server, knew of the name. Used where nobody knows better now.</summary>
    public void Remember(ImmutableArray<IPEndPoint> endpoints)
    {
        lock (gate)
        {
            if (LastGood.IsEmpty)
                LastGood = endpoints;
        }
    }

    /// <summary>What is known; waits for a look-up only if nothing is, and a moment if it is of an earlier run.</summary>
    /// <exception cref="NameResolutionException">Nothing is known and the look-up failed.</exception>
    public async ValueTask<ImmutableArray<IPEndPoint>> GetAsync(CancellationToken cancellationToken)
    {
        if (LastGood is { IsEmpty: false } known)
        {
            if (!isSettled)
                await SettleAsync(cancellationToken).ConfigureAwait(false);
            return isSettled ? LastGood : known;
        }
        return await RunningOrFailed().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks the name up, together with whoever is just doing so.</summary>
    public Task<ImmutableArray<IPEndPoint>> RefreshAsync()
    {
        lock (gate)
            return lookup is { IsCompleted: false } running ? running : lookup = LookUpAsync();
    }

    private Task<ImmutableArray<IPEndPoint>> RunningOrFailed()
    {
        lock (gate)
        {
            if (lookup is { IsFaulted: true } failed && timeProvider.GetElapsedTime(failedAt) < Patience)
                return failed;
        }
        return RefreshAsync();
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync().WaitAsync(Patience, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or NameResolutionException)
        {
            // Nobody knows better.
        }
        isSettled = true;
    }

    private async Task<ImmutableArray<IPEndPoint>> LookUpAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        ImmutableArray<IPEndPoint> found;
        try
        {
            ImmutableArray<IPAddress> addresses = await resolver.ResolveAsync(name.Host, CancellationToken.None).ConfigureAwait(false);
            found = [.. AddressFamilies.Interleaved(addresses.Distinct()).Select(address => new IPEndPoint(address, name.Port))];
        }
        catch
        {
            Volatile.Write(ref failedAt, timeProvider.GetTimestamp());
            isSettled = true;
            throw;
        }
        ImmutableArray<IPEndPoint> before;
        lock (gate)
        {
            before = LastGood;
            LastGood = found;
        }
        isSettled = true;
        if (KeyOf(before) != KeyOf(found))
            Changed?.Invoke();
        return found;
    }

    private static string? KeyOf(ImmutableArray<IPEndPoint> endpoints) => endpoints.IsEmpty
        ? null
        : string.Join('|', endpoints.Select(endpoint => endpoint.ToString()).Order(StringComparer.Ordinal));
}
