using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Sites;

/// <summary>
/// Connects to the first endpoint that answers; each next one starts when the one before it failed, or 250 ms after it
/// (RFC 8305). <see cref="SocketsHttpHandler"/> itself tries one after the other, each for its whole timeout.
/// </summary>
internal static class ConnectRace
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    public static async Task<Socket> ConnectAsync(
        ImmutableArray<IPEndPoint> endpoints, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, timeProvider);
        using CancellationTokenSource race = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        List<Task<Attempted>> running = [];
        List<Attempted> failed = [];
        Socket? connected = null;
        int next = 0;
        while (connected is null && (next < endpoints.Length || running.Count > 0))
        {
            if (next < endpoints.Length)
                running.Add(ConnectAsync(endpoints[next++], race.Token));

            // The last connects end by themselves, at the limit too. Were that waited for as well, this would turn in circles from the
            // limit until they have ended, on threads without which they can't.
            Task first = Task.WhenAny(running);
            if (next < endpoints.Length)
                first = Task.WhenAny(first, Task.Delay(Stagger, timeProvider, race.Token));
            await first.ConfigureAwait(false);
            while (connected is null && running.Find(each => each.IsCompleted) is { } ended)
            {
                running.Remove(ended);
                Attempted attempted = await ended.ConfigureAwait(false);
                connected = attempted.Socket;
                if (connected is null)
                    failed.Add(attempted);
            }
        }
        await race.CancelAsync().ConfigureAwait(false);
        foreach (Task<Attempted> loser in running)
            _ = DisposeAsync(loser);
        return connected ?? throw Failed(failed, timeout, cancellationToken);
    }

    /// <summary>Never throws: an exception costs more than a refused connect, and clients fail over by the thousand.</summary>
    private static async Task<Attempted> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            // Making one fails too, where a family of addresses is switched off.
            socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            DeadPeer.Notice(socket);
            Task connecting = socket.ConnectAsync(endpoint, cancellationToken).AsTask();
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully)
                return new(endpoint, socket, null);
            socket.Dispose();
            return new(endpoint, null, connecting.Exception?.InnerException ?? new OperationCanceledException(cancellationToken));
        }
        catch (Exception exception)
        {
            socket?.Dispose();
            return new(endpoint, null, exception);
        }
    }

    private static async Task DisposeAsync(Task<Attempted> loser) => (await loser.ConfigureAwait(false)).Socket?.Dispose();

    private static Exception Failed(
        List<Attempted> failed, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(cancellationToken);
        string each = string.Join(", ", failed.Select(one =>
            failed.Count == 1 ? Words(one.Fault!, timeout) : $"{Words(one.Fault!, timeout)} at {one.Endpoint}"));
        bool isLocal = failed.Count > 0 && failed.All(one => one.Fault is SocketException
        {
            SocketErrorCode: SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressFamilyNotSupported,
        });
        return new ConnectFailedException(each, failed.Count > 0 ? failed[^1].Fault : null, isLocal);
    }

    private static string Words(Exception fault, TimeSpan timeout) => fault switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "refused the connection",
        SocketException socket => $"could not be reached ({socket.Message})",
        OperationCanceledException => $"did not answer within {timeout.TotalSeconds:0.###} s",
        _ => fault.Message,
    };

    /// <summary>What became of one connect: a socket, or why there is none.</summary>
    private readonly record struct Attempted(IPEndPoint Endpoint, Socket? Socket, Exception? Fault);
}
