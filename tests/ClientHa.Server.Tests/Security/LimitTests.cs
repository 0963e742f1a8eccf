using System.Net;
using System.Net.Sockets;
using ClientHa.Server.Hosting;
using ClientHa.Server.Security;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Security;

/// <summary>Each limit with its error, which names the limit and what to do.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-limits-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_client_has_so_many_watches_and_no_more()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder, options => options.MaxWatchesPerClient = 2);
        using WireChannel channel = Connect(site);
        using (WireServerStreamingCall<WatchResponse> first = Watch(channel))
        using (WireServerStreamingCall<WatchResponse> second = Watch(channel))
        {
            await first.ReadAsync(HangGuard.Token);
            await second.ReadAsync(HangGuard.Token);
            WireException refusal = await RefusedAsync(channel);
            Assert.Equal((WireStatusCode.ResourceExhausted, "127.0.0.1 has 2 watches, and MaxWatchesPerClient allows no more: watch a shorter prefix once, or raise it."), (refusal.StatusCode, refusal.Detail));
        }

        // Those that have ended make room.
        await Eventually.UntilAsync(() => Task.FromResult(site.Services.GetRequiredService<WatchLimit>().Current == 0));
        using WireServerStreamingCall<WatchResponse> third = Watch(channel);
        Assert.NotNull(await third.ReadAsync(HangGuard.Token));
    }

    [Fact]
    public async Task A_site_has_so_many_watches_and_no_more()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder, options => options.MaxWatches = 1);
        using WireChannel channel = Connect(site);
        using WireServerStreamingCall<HealthCheckResponse> health = channel.ServerStreaming<HealthCheckResponse>(
            HealthReflection.Descriptor.Services[0].FindMethodByName("Watch"), new HealthCheckRequest(), null, HangGuard.Token);
        await health.ReadAsync(HangGuard.Token);

        WireException refusal = await RefusedAsync(channel);
        Assert.Equal((WireStatusCode.ResourceExhausted, "This site has 1 watches, and MaxWatches allows no more: end some, or raise it."), (refusal.StatusCode, refusal.Detail));
    }

    [Fact]
    public async Task One_connection_too_many_sends_its_calls_elsewhere_and_still_says_how_the_site_is()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder, options => options.MaxConnections = 1);
        using WireChannel first = Connect(site);
        using WireChannel second = Connect(site);
        await GetAsync(first);

        WireException refusal = await Assert.ThrowsAsync<WireException>(() => GetAsync(second));
        Assert.Equal((WireStatusCode.Unavailable, "full"), (refusal.StatusCode, refusal.Trailers.GetText("clientha-elsewhere")));
        Assert.Equal("This site has 1 connections, and MaxConnections allows no more: use fewer, or raise it.", refusal.Detail);
        await second.UnaryAsync<HealthCheckResponse>(HealthReflection.Descriptor.Services[0].FindMethodByName("Check"), new HealthCheckRequest(), cancellationToken: HangGuard.Token);

        using WireChannel third = Connect(site);
        WireException closed = await Assert.ThrowsAsync<WireException>(() => GetAsync(third));
        Assert.Null(closed.Trailers.GetText("clientha-elsewhere"));
        await GetAsync(first);
    }

    /// <summary>The handler has one connection, and HTTP/2 tells it how many calls that carries.</summary>
    [Fact]
    public async Task A_connection_carries_so_many_calls_and_the_next_one_waits()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder, options => options.MaxStreamsPerConnection = 2);
        using WireChannel channel = Connect(site);
        await GetAsync(channel);
        using WireServerStreamingCall<WatchResponse> first = Watch(channel);
        Task<GetResponse> third;
        using (WireServerStreamingCall<WatchResponse> second = Watch(channel))
        {
            await first.ReadAsync(HangGuard.Token);
            await second.ReadAsync(HangGuard.Token);
            third = GetAsync(channel);
            for (int call = 0; call < 10; call++)
            {
                using WireChannel other = Connect(site);
                await GetAsync(other);
            }
            Assert.False(third.IsCompleted);
        }
        Assert.NotNull(await third);
    }

    [Fact]
    public async Task Who_watches_the_health_without_a_credential_leaves_room_for_others()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder, options => options.MaxWatches = 4);
        using WireChannel channel = Connect(site);
        using WireServerStreamingCall<HealthCheckResponse> one = WatchHealth(channel), two = WatchHealth(channel);
        await one.ReadAsync(HangGuard.Token);
        await two.ReadAsync(HangGuard.Token);

        using WireServerStreamingCall<HealthCheckResponse> three = WatchHealth(channel);
        WireException refusal = await Assert.ThrowsAsync<WireException>(async () => await three.ReadAsync(HangGuard.Token));
        Assert.Equal((WireStatusCode.ResourceExhausted, "This site has 2 watches of callers without a credential, and half of MaxWatches allows no more: end some, or raise it."), (refusal.StatusCode, refusal.Detail));
        using WireServerStreamingCall<WatchResponse> known = Watch(channel);
        Assert.NotNull(await known.ReadAsync(HangGuard.Token));
    }

    [Fact]
    public async Task Who_needs_no_credential_and_sends_no_request_is_not_waited_for()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder);
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"http://{site.Grpc}/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(new Silence()) { Headers = { ContentType = new("application/grpc") } },
        };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, HangGuard.Token);
        Assert.Equal($"{(int)WireStatusCode.DeadlineExceeded}", response.Headers.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task One_machine_does_not_take_up_all_connections()
    {
        // Only there one machine has many addresses.
        if (!OperatingSystem.IsLinux())
            return;
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder, options => options.MaxConnections = 4);
        List<TcpClient> crowd = [];
        for (int number = 0; number < 7; number++)
            crowd.Add(await DialAsync(site, "127.0.0.2"));
        Task<int> first = await Task.WhenAny(crowd.Select(each => each.GetStream().ReadAsync(new byte[1], HangGuard.Token).AsTask()));
        Assert.IsType<SocketException>((await Assert.ThrowsAsync<IOException>(() => first)).InnerException);

        // Another one is answered still, although what its clients want is done elsewhere.
        using WireChannel other = Connect(site);
        await other.UnaryAsync<HealthCheckResponse>(HealthReflection.Descriptor.Services[0].FindMethodByName("Check"), new HealthCheckRequest(), cancellationToken: HangGuard.Token);
        crowd.ForEach(each => each.Dispose());
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void Connections_are_counted_by_where_they_come_from(string address, string place) =>
        Assert.Equal(IPAddress.Parse(place), ConnectionLimit.PlaceOf(new IPEndPoint(IPAddress.Parse(address), 1)));

    [Theory]
    [InlineData("MaxConnections", 0)]
    [InlineData("MaxConnections", 1_000_001)]
    [InlineData("MaxStreamsPerConnection", 0)]
    [InlineData("MaxWatches", 0)]
    [InlineData("MaxWatchesPerClient", -1)]
    [InlineData("MaxStateBytes", 5)]
    [InlineData("MaxLogBytes", 5)]
    [InlineData("MaxLogBytes", -1)]
    public void A_limit_out_of_its_range_is_named(string option, int value)
    {
        HaServerOptions options = new() { DataDirectory = "data" };
        System.Reflection.PropertyInfo property = typeof(HaServerOptions).GetProperty(option)!;
        property.SetValue(options, Convert.ChangeType(value, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture));
        Findings findings = new();
        Assert.Null(ServerPlanReader.Read(options, findings));
        Assert.StartsWith($"{option} {value} is ", Assert.Single(findings.Failures), StringComparison.Ordinal);
    }

    private static WireChannel Connect(DocumentsSite site) => new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));

    private static MethodDescriptor Method(string name) => DocumentsReflection.Descriptor.Services[0].FindMethodByName(name);

    private static Task<GetResponse> GetAsync(WireChannel channel) => channel.UnaryAsync<GetResponse>(Method("Get"), new GetRequest { Key = "a" }, cancellationToken: HangGuard.Token);

    private static async Task<TcpClient> DialAsync(DocumentsSite site, string from)
    {
        TcpClient client = new(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(IPEndPoint.Parse(site.Grpc), HangGuard.Token);
        return client;
    }

    private static WireServerStreamingCall<HealthCheckResponse> WatchHealth(WireChannel channel) => channel.ServerStreaming<HealthCheckResponse>(
        HealthReflection.Descriptor.Services[0].FindMethodByName("Watch"), new HealthCheckRequest(), null, HangGuard.Token);

    private static WireServerStreamingCall<WatchResponse> Watch(WireChannel channel) =>
        channel.ServerStreaming<WatchResponse>(Method("Watch"), new WatchRequest(), null, HangGuard.Token);

    private static async Task<WireException> RefusedAsync(WireChannel channel)
    {
        using WireServerStreamingCall<WatchResponse> watch = Watch(channel);
        return await Assert.ThrowsAsync<WireException>(async () => await watch.ReadAsync(HangGuard.Token));
    }

    /// <summary>A body that is announced and never comes.</summary>
    private sealed class Silence : MemoryStream
    {
        public override bool CanSeek => false;

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await destination.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }
}
