using ClientHa.Core.Replication;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Server.Tests.Documents;

/// <summary>A write that comes again keeps its stamp: where that is ahead of this site's clock, it waits for its time.</summary>
public sealed class LaterTryTests : IAsyncLifetime, IDisposable
{
    private static readonly ServiceDescriptor Service = DocumentsReflection.Descriptor.Services[0];
    private static readonly TimeSpan MaxSkew = ReplicaRules.Default.MaxClockSkew;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-later-");
    private readonly TryHandler handler = new();
    private readonly CountingTime time = new();
    private DocumentsSite? running;
    private WireChannel? channel;

    private DocumentsSite Site => running!;

    public async Task InitializeAsync()
    {
        running = await DocumentsSite.ServeAsync(directory, time: time);
        channel = new(handler, new Uri($"http://{Site.Grpc}"));
    }

    public async Task DisposeAsync()
    {
        channel!.Dispose();
        await Site.DisposeAsync();
    }

    public void Dispose()
    {
        handler.Dispose();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task One_that_is_stamped_ahead_waits_until_its_time_has_come()
    {
        ulong stamp = StampIn(MaxSkew + TimeSpan.FromMilliseconds(700));

        WriteResponse response = await PutAsync(stamp, attempts: "1");

        Assert.Equal(stamp, response.Version.Stamp);
        Assert.True(Now() + (long)MaxSkew.TotalMilliseconds >= Stamp.Milliseconds(stamp), "It was executed before its time.");
    }

    [Fact]
    public async Task One_that_waits_does_not_ask_all_the_while_whether_its_time_has_come()
    {
        // Another site's clock is ahead by more than is allowed, and this one has taken what was stamped there as soon as it may.
        await PutAsync(StampIn(MaxSkew - TimeSpan.FromMilliseconds(100)), attempts: null);
        long before = time.Timers;

        await PutAsync(StampIn(MaxSkew + TimeSpan.FromMilliseconds(1_500)), attempts: "1");

        Assert.InRange(time.Timers - before, 1, 60);
    }

    [Fact]
    public async Task One_that_is_stamped_far_ahead_is_told_by_how_much_and_not_kept_waiting()
    {
        WireException refusal = await Assert.ThrowsAsync<WireException>(() => PutAsync(StampIn(TimeSpan.FromHours(1)), attempts: "1"));

        Assert.Equal(WireStatusCode.OutOfRange, refusal.StatusCode);
        Assert.Contains("ms ahead of this site's clock: set the clocks of the sites.", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_waits_is_sent_elsewhere_when_the_site_stops()
    {
        Task<WriteResponse> waiting = PutAsync(StampIn(MaxSkew + TimeSpan.FromSeconds(25)), attempts: "1");
        // It has come when what was asked for behind it is answered.
        await channel!.UnaryAsync<GetResponse>(Service.FindMethodByName("Get"), new GetRequest { Key = "key" }, cancellationToken: HangGuard.Token);
        Task stopping = Site.StopAsync();

        WireException refusal = await Assert.ThrowsAsync<WireException>(() => waiting);
        Assert.Equal((WireStatusCode.Unavailable, "drain"), (refusal.StatusCode, refusal.Trailers.GetText("clientha-elsewhere")));
        await stopping;
    }

    // A first try is stamped again, since nobody can have executed it; no later one, however many there were.
    [Theory]
    [InlineData(null, true)]
    [InlineData("0", true)]
    [InlineData("none", true)]
    [InlineData("1", false)]
    [InlineData("255", false)]
    [InlineData("256", false)]
    [InlineData("99999999999999999999999", false)]
    public async Task No_later_try_is_taken_for_a_first_one(string? attempts, bool isFirst)
    {
        WriteResponse there = await PutAsync(StampIn(TimeSpan.Zero), attempts: null);

        WriteResponse response = await PutAsync(there.Version.Stamp - 1, attempts);

        Assert.Equal((isFirst, !isFirst), (response.Restamp != 0, response.Superseded));
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static ulong StampIn(TimeSpan time) => Stamp.At(Now() + (long)time.TotalMilliseconds);

    private Task<WriteResponse> PutAsync(ulong stamp, string? attempts)
    {
        byte[] id = Guid.CreateVersion7().ToByteArray(bigEndian: true);
        PutRequest request = new() { Key = "key", Value = ByteString.CopyFromUtf8("value"), Identity = new() { OperationId = ByteString.CopyFrom(id), Stamp = stamp } };
        handler.Attempts = attempts;
        return channel!.UnaryAsync<WriteResponse>(Service.FindMethodByName("Put"), request, cancellationToken: HangGuard.Token);
    }

    /// <summary>The system's, and how often somebody has begun to wait.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private long timers;

        public long Timers => Interlocked.Read(ref timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>Says which try a call is, as a client's failover does.</summary>
    private sealed class TryHandler() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        public string? Attempts { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Attempts is not null)
                request.Headers.Add("grpc-previous-rpc-attempts", Attempts);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
