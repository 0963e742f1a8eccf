using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing.Network;

/// <summary>
/// Where clients connect: it takes them, refuses them, or lets them wait for an answer. For the last, Linux drops what asks for a
/// connection while the listener's queue is full; elsewhere such clients are taken, and find silence. One caller at a time.
/// </summary>
internal sealed class Entrance : IAsyncDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan LookAgainDelay = TimeSpan.FromMilliseconds(1);

    private readonly KeptPort port;
    private readonly TimeProvider timeProvider;
    private readonly Action<Socket> entered;
    private Socket? listener;
    private Plug? plug;
    private CancellationTokenSource? acceptance;
    private Task accepting = Task.CompletedTask;

    /// <summary>Clients are taken when it returns.</summary>
    public Entrance(IPEndPoint wanted, TimeProvider timeProvider, Action<Socket> entered)
    {
        (this.timeProvider, this.entered) = (timeProvider, entered);
        port = new KeptPort(wanted);
        try
        {
            Open();
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    public IPEndPoint EndPoint => port.EndPoint;

    public Welcome Welcome { get; private set; }

    /// <summary>Ends when clients that connect from now on find it so.</summary>
    public async Task SetAsync(Welcome welcome)
    {
        if (welcome == Welcome)
            return;
        await StopAcceptingAsync().ConfigureAwait(false);
        switch (welcome)
        {
            case Welcome.Refusal:
                Close();
                break;
            case Welcome.Silence when OperatingSystem.IsLinux():
                await FillAsync().ConfigureAwait(false);
                break;
            default:
                Open();
                break;
        }
        Welcome = welcome;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        Close();
        port.Dispose();
    }

    private void Open()
    {
        listener ??= port.Listen(Backlog);
        listener.Listen(Backlog);
        acceptance = new CancellationTokenSource();
        accepting = AcceptAsync(listener, acceptance.Token);
    }

    private async Task FillAsync()
    {
        listener ??= port.Listen(0);

        // Linux takes one more than it is told. Who comes just now may take the place of the plug.
        listener.Listen(0);
        plug ??= new Plug(EndPoint);
        while (!listener.Poll(0, SelectMode.SelectRead))
            await Task.Delay(LookAgainDelay, timeProvider).ConfigureAwait(false);
    }

    private void Close()
    {
        listener?.Dispose();
        plug?.Dispose();
        (listener, plug) = (null, null);
    }

    private async Task StopAcceptingAsync()
    {
        if (acceptance is null)
            return;
        await acceptance.CancelAsync().ConfigureAwait(false);
        await accepting.ConfigureAwait(false);
        acceptance.Dispose();
        acceptance = null;
    }

    private async Task AcceptAsync(Socket from, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Socket client = await from.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (!TryUnplug(client))
                    entered(client);
            }
            catch (SocketException)
            {
                // This client is gone again, which is no concern of the others.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private bool TryUnplug(Socket client)
    {
        if (plug is null || !plug.EndPoint.Equals(client.RemoteEndPoint))
            return false;
        client.Dispose();
        plug.Dispose();
        plug = null;
        return true;
    }
}
