using System.Collections.Immutable;
using ClientHa.Attempts;
using ClientHa.Configuration;
using ClientHa.Resolving;
using ClientHa.Sites;
using ClientHa.Telemetry;

namespace ClientHa.Clients;

/// <summary>
/// One client, which all its handlers share: the configuration in force, and how another one takes its place, because options
/// have changed or sites were discovered. The new one is made beside the old one and then swapped in. Calls end where they
/// began; the old one is disposed with the last of them.
/// </summary>
internal sealed class FailoverClient : IDisposable
{
    private readonly object gate = new();
    private readonly MonotonicClock clock;
    private readonly Func<HaPlan, INameResolver> createResolver;
    private readonly StatusTeller teller;
    private readonly FirstDiscovery firstDiscovery;
    private readonly List<SiteDirectory> retiring = [];

    /// <summary>The dice of a first choice that is drawn at each start; a change is no start.</summary>
    private readonly ulong startSeed = FirstChoiceSeed.Random();

    private volatile Reign reign;
    private HaPlan plan;
    private AddressBook addresses;
    private AddressStore? store;
    private int isDiscovering;
    private bool isDisposed;

    public FailoverClient(HaPlan plan, HaTelemetry telemetry, TimeProvider timeProvider, Func<HaPlan, INameResolver>? createResolver = null)
    {
        this.plan = plan;
        Address = plan.Address;
        Telemetry = telemetry;
        clock = new MonotonicClock(timeProvider);
        this.createResolver = createResolver ?? (made => made.NameServers.IsEmpty
            ? new SystemNameResolver(timeProvider)
            : new NameServerResolver(made.NameServers, timeProvider));
        telemetry.Configured(plan.Notes);
        addresses = Listen(new AddressBook(this.createResolver(plan), timeProvider));
        store = AddressStore.For(plan, telemetry);
        ImmutableArray<int> kept = Recall(plan, store, addresses);
        firstDiscovery = new FirstDiscovery(timeProvider, isNeeded: plan.DiscoverServers && kept.IsEmpty);
        teller = new StatusTeller(telemetry);
        reign = new Reign(0, CreateDirectory(0, InForce(plan, kept), addresses, null));
    }

    /// <summary>Raised on the thread pool, one at a time.</summary>
    public event Action<HaStatus>? StatusChanged
    {
        add => teller.Changed += value;
        remove => teller.Changed -= value;
    }

    /// <summary>Stays as it was at the start: channels and clients were given it.</summary>
    public Uri Address { get; }

    public HaTelemetry Telemetry { get; }

    /// <summary>The sites in force.</summary>
    public SiteDirectory Directory => reign.Directory;

    /// <summary>How many configurations are out of force but still have calls.</summary>
    public int Retiring
    {
        get
        {
            lock (gate)
                return retiring.Count;
        }
    }

    /// <summary>Sites are being looked for.</summary>
    public bool IsDiscovering => Volatile.Read(ref isDiscovering) != 0;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (firstDiscovery.IsAwaited)
            return SendWhenDiscoveredAsync(request, cancellationToken);
        return Enter().SendAsync(request, cancellationToken);
    }

    /// <summary>Takes another configuration into force. One that says the same changes nothing.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">A certificate file has become unusable since the plan was
    /// read; the old configuration stays in force.</exception>
    public void Reload(HaPlan changed)
    {
        HaPlan made;
        lock (gate)
        {
            if (isDisposed || changed.IsSameAs(plan))
                return;
            AddressBook book = changed.NameServers.SequenceEqual(plan.NameServers)
                ? addresses
                : Listen(new AddressBook(createResolver(changed), clock.TimeProvider, addresses));
            AddressStore? kept = AddressStore.For(changed, Telemetry);
            ImmutableArray<int> recalled = Recall(changed, kept, book);
            ImmutableArray<int> numbers = changed.DiscoverServers ? [.. Numbers(changed, Directory.Plan.Sites)] : [];
            made = InForce(changed, numbers.IsEmpty ? recalled : numbers);
            Swap(made, book);
            store?.Close();
            (plan, addresses, store) = (changed, book, kept);
        }
        Telemetry.Configured(changed.Notes);
        Telemetry.Reconfigured(made);
        if (changed.Address != Address)
            Telemetry.AddressKept(Address, changed.Address);
        _ = KeepAsync();
    }

    public void Dispose()
    {
        SiteDirectory[] left;
        lock (gate)
        {
            isDisposed = true;
            left = [.. retiring, Directory];
            retiring.Clear();
        }
        foreach (SiteDirectory directory in left)
            directory.Dispose();
        teller.Dispose();
        firstDiscovery.End();
        store?.Close();
    }

    private static HaPlan InForce(HaPlan configured, ImmutableArray<int> numbers) =>
        !configured.DiscoverServers ? configured
        : configured.With(numbers.IsEmpty ? [.. Enumerable.Range(0, configured.Sites.Length)] : numbers);

    /// <summary>What an earlier run knew, and which numbers its sites had.</summary>
    private static ImmutableArray<int> Recall(HaPlan configured, AddressStore? store, AddressBook book)
    {
        var kept = store?.Load() ?? [];
        book.Remember(kept);
        return configured.DiscoverServers ? [.. Numbers(configured, kept.Select(site => site.Name))] : [];
    }

    private static IEnumerable<int> Numbers(HaPlan configured, IEnumerable<SiteName> sites) => sites
        .Where(site => site.Number is >= 0 and < SiteNaming.MaxSites && configured.Numbered(site.Number.Value) == site)
        .Select(site => site.Number!.Value)
        .Distinct()
        .Order();

    /// <summary>The configuration in force, which the call that comes has entered.</summary>
    private AttemptLoop Enter()
    {
        while (true)
        {
            Reign present = reign;
            if (present.Directory.TryEnter())
                return present.Attempts;
        }
    }

    private AddressBook Listen(AddressBook book)
    {
        book.Sought += LookForSites;
        book.Changed += () => _ = KeepAsync();
        return book;
    }

    private async Task<HttpResponseMessage> SendWhenDiscoveredAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        LookForSites();
        await firstDiscovery.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks for sites in the background; once more, if that is under way.</summary>
    private void LookForSites()
    {
        if (Volatile.Read(ref plan).DiscoverServers && Interlocked.Increment(ref isDiscovering) == 1)
            _ = DiscoverAsync();
    }

    private async Task DiscoverAsync()
    {
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            HaPlan asked = Volatile.Read(ref plan);
            AddressBook book = Volatile.Read(ref addresses);
            ImmutableArray<int> known = [.. Numbers(asked, Directory.Plan.Sites)];
            if (!asked.DiscoverServers || known.IsEmpty)
                return;
            ImmutableArray<int> found = await SiteDiscovery.FindAsync(asked, book, known).ConfigureAwait(false);
            HaPlan made = asked.With(found);
            lock (gate)
            {
                // Options that have changed meanwhile have had their names looked for themselves, or will with the next look-up.
                if (isDisposed || !ReferenceEquals(asked, plan) || found.SequenceEqual(Numbers(asked, Directory.Plan.Sites)))
                    return;
                Swap(made, book);
            }
            Telemetry.Discovered(made);
            _ = KeepAsync();
        }
        catch (Exception exception)
        {
            // The sites in force stay; the next look-up tries again.
            Telemetry.FollowerFailed(exception);
        }
        finally
        {
            // Who asked meanwhile knows of something that this look-up may have come too early for.
            bool isAskedAgain = Interlocked.Exchange(ref isDiscovering, 0) > 1;
            firstDiscovery.End();
            if (isAskedAgain)
                LookForSites();
        }
    }

    /// <summary>Writes down where the names lead now, for the next start.</summary>
    private async Task KeepAsync()
    {
        if (Volatile.Read(ref store) is not { } present)
            return;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        present.Save(() => Directory.Sites.Select(site => (site.Name, site.Addresses.LastGood)));
    }

    /// <summary>Under the lock. Nothing has changed if it throws.</summary>
    private void Swap(HaPlan changed, AddressBook book)
    {
        Reign old = reign;
        Reign next = new(old.Number + 1, CreateDirectory(old.Number + 1, changed, book, old.Directory));
        next.Directory.TakeOver(old.Directory);
        retiring.Add(old.Directory);
        reign = next;
        teller.Tell(next.Number, next.Directory.Status());
        old.Directory.Retire(Enter, Forget);
    }

    private SiteDirectory CreateDirectory(int number, HaPlan made, AddressBook book, SiteDirectory? old) => new(
        made, book, Telemetry, clock, FirstChoiceSeed.For(made, startSeed), status => teller.Tell(number, status), old);

    private void Forget(SiteDirectory ended)
    {
        lock (gate)
            retiring.Remove(ended);
    }
}
