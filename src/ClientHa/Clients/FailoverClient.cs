using ClientHa.Configuration;
using ClientHa.Resolving;
using ClientHa.Sites;
using ClientHa.Telemetry;

namespace ClientHa.Clients;

/// <summary>
/// One client, which all its handlers share: the configuration in force, and how another one takes its place. The new one is
/// made beside the old one and then swapped in. Calls end where they began; the old one is disposed with the last of them.
/// </summary>
internal sealed class FailoverClient : IDisposable
{
    private readonly object gate = new();
    private readonly MonotonicClock clock;
    private readonly Func<HaPlan, INameResolver> createResolver;
    private readonly StatusTeller teller;
    private readonly List<SiteDirectory> retiring = [];

    /// <summary>The dice of a first choice that is drawn at each start; a change is no start.</summary>
    private readonly ulong startSeed = FirstChoiceSeed.Random();

    private volatile Reign reign;
    private HaPlan plan;
    private AddressBook addresses;
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
        addresses = new AddressBook(this.createResolver(plan));
        teller = new StatusTeller(telemetry);
        reign = new Reign(0, CreateDirectory(0, plan, addresses, null));
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

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (true)
        {
            Reign present = reign;
            if (present.Directory.TryEnter())
                return present.Attempts.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Takes another configuration into force. One that says the same changes nothing.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">A certificate file has become unusable since the plan was
    /// read; the old configuration stays in force.</exception>
    public void Reload(HaPlan changed)
    {
        lock (gate)
        {
            if (isDisposed || changed.IsSameAs(plan))
                return;
            AddressBook book = changed.NameServers.SequenceEqual(plan.NameServers) ? addresses : new AddressBook(createResolver(changed), addresses);
            Swap(changed, book);
            plan = changed;
            addresses = book;
        }
        Telemetry.Configured(changed.Notes);
        Telemetry.Reconfigured(changed);
        if (changed.Address != Address)
            Telemetry.AddressKept(Address, changed.Address);
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
        old.Directory.Retire(Forget);
    }

    private SiteDirectory CreateDirectory(int number, HaPlan made, AddressBook book, SiteDirectory? old) => new(
        made, book, Telemetry, clock, FirstChoiceSeed.For(made, startSeed), status => teller.Tell(number, status), old);

    private void Forget(SiteDirectory ended)
    {
        lock (gate)
            retiring.Remove(ended);
    }
}
