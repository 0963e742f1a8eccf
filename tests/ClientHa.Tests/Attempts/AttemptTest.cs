using System.Diagnostics.CodeAnalysis;
using ClientHa.Tests.Resolving;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>Sites and clients that are there for one test. At its end no call may be left in flight.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync of IAsyncLifetime.")]
public abstract class AttemptTest : IAsyncLifetime
{
    private readonly CancellationTokenSource guard = new(TimeSpan.FromSeconds(30));
    private readonly List<IAsyncDisposable> sites = [];
    private readonly List<HaClient> clients = [];

    /// <summary>Ends a test that hangs.</summary>
    private protected CancellationToken Guard => guard.Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        try
        {
            Assert.All(clients, client => client.AssertNothingInFlight());
        }
        finally
        {
            foreach (HaClient client in clients)
                client.Dispose();
            foreach (IAsyncDisposable site in sites)
                await site.DisposeAsync();
            guard.Dispose();
        }
    }

    private protected async Task<HttpSite> SiteAsync(RequestDelegate script) => Own(await HttpSite.StartAsync(script));

    /// <summary>A site that reads each call and answers it well.</summary>
    private protected Task<HttpSite> GoodSiteAsync() => SiteAsync(async context =>
    {
        await context.ReadAsync();
        await context.OkAsync();
    });

    private protected RawSite RawSite(Func<RawConnection, Task> script, bool isOpen = true) => Own(new RawSite(script, isOpen));

    private protected string ClosedPort() => Own(new ClosedPort()).Name;

    private protected TDisposable Own<TDisposable>(TDisposable site)
        where TDisposable : IAsyncDisposable
    {
        sites.Add(site);
        return site;
    }

    /// <summary>A client of these sites, which it prefers in this order.</summary>
    private protected HaClient Client(params string[] servers) => Client(_ => { }, servers);

    /// <summary>The same, with a clock that stands still: no probe heals a site before the test has looked at it.</summary>
    private protected HaClient StillClient(params string[] servers) => Client(new ManualTime(), _ => { }, servers);

    private protected HaClient Client(Action<HaOptions> configure, params string[] servers) => Client(TimeProvider.System, configure, servers);

    private protected HaClient Client(TimeProvider time, Action<HaOptions> configure, params string[] servers)
    {
        HaOptions options = new() { Servers = [.. servers], FirstChoice = "Ordered" };
        configure(options);
        HaClient client = new(new HaHttpHandler(options, timeProvider: time));
        clients.Add(client);
        return client;
    }
}
