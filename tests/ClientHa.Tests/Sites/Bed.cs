using System.Net;
using System.Net.Http.Headers;
using ClientHa.Clients;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Sites;
using ClientHa.Telemetry;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>A client under test: its sites are tried in the listed order, its clock is moved by the test, its names are made up.</summary>
internal sealed class Bed : IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private readonly HaOptions options;

    public Bed(
        IEnumerable<string> servers, Action<HaOptions>? configure = null, TimeProvider? timeProvider = null, FakeResolver? names = null,
        bool hasNameServers = false)
    {
        Names = names ?? new FakeResolver();
        options = new() { Servers = [.. servers], FirstChoice = "Ordered", Seed = 1 };
        configure?.Invoke(options);
        Client = new FailoverClient(HaPlan.From(options), new HaTelemetry(Log), timeProvider ?? Time, hasNameServers ? null : _ => Names);
        Handler = new HaHttpHandler(Client, ownsClient: true);
        invoker = new HttpMessageInvoker(Handler);
    }

    public SteppedTime Time { get; } = new();

    public FakeResolver Names { get; }

    public RecordingLogger Log { get; } = new();

    public FailoverClient Client { get; }

    /// <summary>The sites in force.</summary>
    public SiteDirectory Directory => Client.Directory;

    public HaHttpHandler Handler { get; }

    private bool IsProbing => Directory.State.Panic.IsRoundRunning || Directory.State.Sites.Any(site => site.IsProbing);

    public SiteHealth Health(int site) => Directory.State.Sites[site];

    /// <summary>A client that discovers the sites of <c>ha.test</c> itself.</summary>
    public static Bed Discovering(int port, FakeResolver names, Action<HaOptions>? configure = null, TimeProvider? timeProvider = null) => new(
        [],
        options =>
        {
            (options.Url, options.DiscoverServers) = ($"grpc://ha.test:{port}", true);
            configure?.Invoke(options);
        },
        timeProvider,
        names);

    public static Bed For(params KestrelSite[] sites) => new(sites.Select(site => site.Server));

    /// <summary>The options are changed while the client runs.</summary>
    public void Reload(Action<HaOptions> change)
    {
        change(options);
        Client.Reload(HaPlan.From(options));
    }

    /// <summary>A unary gRPC call, read to its end. Returns which site answered.</summary>
    public async Task<string> CallAsync(
        bool isIdempotent = false, string? deadline = null, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await SendAsync(isIdempotent, deadline, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        return response.Headers.GetValues("x-site").Single();
    }

    /// <summary>A gRPC call up to its response headers.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        bool isIdempotent = false, string? deadline = null, CancellationToken cancellationToken = default)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(Handler.Address, "/test.Test/Call"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Options.Set(HaRequestOptions.Idempotent, isIdempotent);
        if (deadline is not null)
            request.Headers.Add("grpc-timeout", deadline);
        return await invoker.SendAsync(request, cancellationToken).WaitAsync(Eventually.HangGuard, cancellationToken);
    }

    /// <summary>What a site has of connections now. Only after a call has gone there.</summary>
    public SiteConnections Connections(int site) =>
        (Directory.Sites[site].Present(Health(site).Generation, Directory.Clock.Now) ?? throw new InvalidOperationException("It has just changed.")).Connections;

    /// <summary>A plain HTTP/1.1 request, a GET if nothing else is said. Returns which site answered.</summary>
    public async Task<string> GetAsync(HttpMethod? verb = null)
    {
        using HttpRequestMessage request = new(verb ?? HttpMethod.Get, new Uri(Handler.Address, "/things"));
        using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None).WaitAsync(Eventually.HangGuard);
        return response.Headers.GetValues("x-site").Single();
    }

    /// <summary>
    /// Moves the clock on in small steps until something has come about. It stands still while a probe is under way, which
    /// needs real time.
    /// </summary>
    public Task AdvanceUntilAsync(
        Func<bool> condition, TimeSpan? step = null, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? what = null) =>
        Eventually.UntilAsync(
            () =>
            {
                for (int i = 0; i < 10 && !condition() && !IsProbing; i++)
                    Time.Advance(step ?? TimeSpan.FromMilliseconds(50));
                return condition();
            },
            what);

    /// <summary>The same, for probes that hang: they are to run into their limits.</summary>
    public Task AdvanceRegardlessUntilAsync(
        Func<bool> condition, int stepMilliseconds = 10, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? what = null) =>
        Eventually.UntilAsync(
            () =>
            {
                if (!condition())
                    Time.Advance(TimeSpan.FromMilliseconds(stepMilliseconds));
                return condition();
            },
            what);

    /// <summary>Up to the moment itself, or to just before it.</summary>
    public void AdvanceTo(Instant moment, bool isJustBefore = false) =>
        Time.Advance(moment - Directory.Clock.Now - (isJustBefore ? TimeSpan.FromTicks(1) : TimeSpan.Zero));

    /// <summary>Has the first site fail a call, which the second one answers.</summary>
    public async Task EjectFirstAsync(KestrelSite first)
    {
        Func<Microsoft.AspNetCore.Http.HttpContext, Task> usual = first.OnCall;
        first.OnCall = Answers.Status(14);
        await CallAsync(isIdempotent: true);
        first.OnCall = usual;
        Assert.Equal(SiteState.Ejected, Health(0).State);
    }

    public void Dispose()
    {
        invoker.Dispose();
        Handler.Dispose();
    }
}
