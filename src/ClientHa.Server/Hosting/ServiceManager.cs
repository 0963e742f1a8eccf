using System.Net.Sockets;
using System.Text;
using ClientHa.Server.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Hosting;

/// <summary>
/// Tells systemd that the site is there, what it does, and that it stops: sd_notify(3), which is a datagram to the socket that
/// NOTIFY_SOCKET names. Ready means that it listens and answers health checks; whether it serves, its status says.
/// </summary>
internal sealed class ServiceManager(SiteHealth health, string socketPath, ILogger<ServiceManager> logger) : IHostedLifecycleService, IDisposable
{
    public const string Variable = "NOTIFY_SOCKET";

    private readonly CancellationTokenSource stopping = new();
    private Task following = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        HealthMoment now = health.Latest;
        Tell($"READY=1\nSTATUS={now.State}");
        following = FollowAsync(now);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    private async Task FollowAsync(HealthMoment moment)
    {
        while (true)
        {
            moment = await moment.NextAsync(stopping.Token).ConfigureAwait(false);
            Tell(moment.State.Phase == HealthPhase.Draining ? $"STOPPING=1\nSTATUS={moment.State}" : $"STATUS={moment.State}");
        }
    }

    private void Tell(string message)
    {
        try
        {
            // An abstract socket's name begins with a zero, which is written as @.
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath.StartsWith('@') ? "\0" + socketPath[1..] : socketPath));
            socket.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException exception)
        {
            ServerLog.ServiceManagerDeaf(logger, socketPath, exception.Message);
        }
    }
}
