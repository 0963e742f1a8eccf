using System.Net;
using ClientHa.Integration.Site;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Xunit;

namespace ClientHa.Integration.Tests.Sites;

/// <summary>A client of the sites' service. Its calls have a deadline only where they are given one.</summary>
internal sealed class SiteClient : IDisposable
{
    private static readonly ServiceDescriptor Service = SitesReflection.Descriptor.Services[0];

    private readonly HaHttpHandler handler;
    private readonly WireChannel channel;

    public SiteClient(HaOptions options)
        : this(new HaHttpHandler(options))
    {
    }

    public SiteClient(HaHttpHandler handler)
    {
        this.handler = handler;
        channel = new WireChannel(handler, handler.Address, new WireChannelOptions { DisposeHandler = false });
    }

    public HaHttpHandler Handler => handler;

    public HaStatus Status => handler.Status;

    /// <summary>The number of the site that answers.</summary>
    public Task<int> WhoAmIAsync(TimeSpan? timeout = null) => UnaryAsync("WhoAmI", new Question(), timeout);

    /// <summary>
    /// What a call that finds no site tells: the state of each site, and what the call itself saw there. On a busy machine a
    /// later probe may have timed out, which is the site's state then.
    /// </summary>
    public async Task<string> FailAsync()
    {
        WireException e = await Assert.ThrowsAsync<WireException>(() => WhoAmIAsync());
        Assert.Equal(WireStatusCode.Unavailable, e.StatusCode);
        string[] attempts = Assert.IsType<string[]>(e.InnerException?.Data["ClientHa.Attempts"]);
        return $"{e.Detail} Attempts: {string.Join("; ", attempts)}";
    }

    /// <summary>A call that may be repeated and is never answered.</summary>
    public Task<int> HoldAsync(string id) => UnaryAsync("WhoAmI", new Question { Id = id, Holds = true });

    /// <summary>A call that must not be executed twice. The number of the site that answers.</summary>
    public Task<int> IncrementAsync(string id) => UnaryAsync("Increment", new Question { Id = id });

    /// <summary>The same, and the site never answers.</summary>
    public Task<int> IncrementAndHoldAsync(string id) => UnaryAsync("Increment", new Question { Id = id, Holds = true });

    /// <summary>A stream of which one answer comes at once, and no other.</summary>
    public WireServerStreamingCall<Answer> Watch() =>
        channel.ServerStreaming<Answer>(Service.FindMethodByName("Watch"), new Question(), null, HangGuard.Token);

    /// <summary>The request of a <c>WhoAmI</c> as it goes over the wire: an empty message.</summary>
    public static HttpRequestMessage WhoAmIRequest(Uri address) => new(HttpMethod.Post, new Uri(address, "/clientha.integration.Sites/WhoAmI"))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new("application/grpc") } },
    };

    /// <summary>Waits for a status, which may be there already.</summary>
    public async Task WaitForStatusAsync(Func<HaStatus, bool> predicate)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        handler.StatusChanged += Look;
        Look(handler, handler.Status);
        await seen.Task.WaitAsync(HangGuard.Token);
        handler.StatusChanged -= Look;

        void Look(object? sender, HaStatus status)
        {
            if (predicate(status)) seen.TrySetResult();
        }
    }

    /// <summary>
    /// Waits until calls go to site 0, the first choice. On a busy machine a site's first answers may take so long that it was
    /// held for frozen, and left for a while.
    /// </summary>
    public async Task ReachHomeAsync()
    {
        do await WaitForStatusAsync(status => status.Sites[0].State == SiteState.Available);
        while (await WhoAmIAsync() != 0);
    }

    public void Dispose()
    {
        channel.Dispose();
        handler.Dispose();
    }

    private async Task<int> UnaryAsync(string method, Question question, TimeSpan? timeout = null)
    {
        Answer answer = await channel.UnaryAsync<Answer>(
            Service.FindMethodByName(method), question, new WireCallOptions { Timeout = timeout }, HangGuard.Token);
        return answer.Site;
    }
}
