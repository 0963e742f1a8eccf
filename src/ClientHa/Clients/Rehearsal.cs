using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ClientHa.Attempts;
using ClientHa.Configuration;
using ClientHa.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClientHa.Clients;

/// <summary>
/// A process fails over seldom, mostly once in its life: in code that never ran before, and compiling that takes longer than the failover
/// itself. So it is run once beforehand, in the background, when the first call of the process has been answered: a call whose connection
/// breaks goes on at a site that refuses it. Nobody is told of it: no log, no metric, no span. The connection that breaks is one in memory,
/// and the refused one goes to a port that this process holds.
/// </summary>
internal static class Rehearsal
{
    private const string Method = "/clientha.Rehearsal/Call";

    private static int isBegun;

    /// <summary>Only the first time does anything; not under a debugger, which may stop at every exception.</summary>
    public static void Begin()
    {
        if (Volatile.Read(ref isBegun) == 0 && Interlocked.Exchange(ref isBegun, 1) == 0 && !Debugger.IsAttached)
            ThreadPool.UnsafeQueueUserWorkItem(static _ => _ = RunAsync(), null);
    }

    /// <summary>How the sites are at its end: all ejected. Null where it can't be rehearsed.</summary>
    public static async Task<HaStatus?> RunAsync()
    {
        try
        {
            using Socket first = Refusing(), second = Refusing();
            using CancellationTokenSource over = new();
            using NoMeters meters = new();
            HaOptions options = new()
            {
                Servers = [$"{first.LocalEndPoint}", $"{second.LocalEndPoint}"],
                FirstChoice = "Ordered",
                IdempotentMethods = [Method],
                ConfigureSocketsHandler = handler => Prepare(handler, (IPEndPoint)first.LocalEndPoint!, meters),
            };
            HaTelemetry silent = new(NullLogger.Instance, own: new(meters.Meter));
            using FailoverClient client = new(HaPlan.From(options), silent, TimeProvider.System);
            client.StatusChanged += status =>
            {
                if (status.Sites.All(site => site.State == SiteState.Ejected))
                    over.Cancel();
            };
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri(client.Address, Method))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { { GrpcHeaders.TimeoutName, "10S" } },
                Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            };
            Task<HttpResponseMessage> call = client.SendAsync(request, over.Token);
            await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return client.Directory.Status();
        }
        catch (Exception)
        {
            // No loopback, say. The first failover takes a little longer then.
            return null;
        }
    }

    /// <summary>Bound, and not listened at: nobody else has the port, and who connects to it is refused.</summary>
    private static Socket Refusing()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static void Prepare(SocketsHttpHandler handler, IPEndPoint breaks, NoMeters meters)
    {
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect = handler.ConnectCallback!;
        handler.ConnectCallback = (context, cancellationToken) => context.DnsEndPoint.Port == breaks.Port
            ? new(new BreakingStream())
            : connect(context, cancellationToken);
        handler.MeterFactory = meters;
        handler.ActivityHeadersPropagator = null;
    }

    /// <summary>A meter that has been disposed of is heard by nobody.</summary>
    private sealed class NoMeters : IMeterFactory
    {
        public NoMeters() => Meter.Dispose();

        public Meter Meter { get; } = new("ClientHa.Rehearsal");

        public Meter Create(MeterOptions options) => Meter;

        public void Dispose()
        {
        }
    }
}
