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
        List<Task<Socket>> running = [];
        List<(IPEndPoint Endpoint, Exception Fault)> failed = [];
        int next = 0;
        try
        {
            while (true)
            {
                if (next < endpoints.Length)
                    running.Add(ConnectAsync(endpoints[next++], race.Token));
                if (running.Count == 0)
                    throw Failed(failed, timeout, cancellationToken);

                // The last connects end by themselves, at the limit too. Were that waited for as well, this would turn in circles from the
                // limit until they have ended, on threads without which they can't.
                Task first = Task.WhenAny(running);
                if (next < endpoints.Length)
                    first = Task.WhenAny(first, Task.Delay(Stagger, timeProvider, race.Token));
                await first.ConfigureAwait(false);
                foreach (Task<Socket> ended in running.Where(each => each.IsCompleted).ToArray())
                {
                    running.Remove(ended);
                    if (ended.IsCompletedSuccessfully)
                        return await ended.ConfigureAwait(false);
                    if (ended.Exception?.InnerException is EndpointFault fault)
                        failed.Add((fault.Endpoint, fault.InnerException!));
                }
            }
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            foreach (Task<Socket> loser in running)
                _ = DisposeAsync(loser);
        }
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            // Making one fails too, where a family of addresses is switched off.
            socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            DeadPeer.Notice(socket);
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (Exception exception)
        {
            socket?.Dispose();
            throw new EndpointFault(endpoint, exception);
        }
    }

    private static async Task DisposeAsync(Task<Socket> loser)
    {
        try
        {
            (await loser.ConfigureAwait(false)).Dispose();
        }
        catch (EndpointFault)
        {
            // A loser's failure is judged by nobody.
        }
    }

    private static Exception Failed(
        List<(IPEndPoint Endpoint, Exception Fault)> failed, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(cancellationToken);
        string each = string.Join(", ", failed.Select(one =>
            failed.Count == 1 ? Words(one.Fault, timeout) : $"{Words(one.Fault, timeout)} at {one.Endpoint}"));
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

    private sealed class EndpointFault(IPEndPoint endpoint, Exception inner) : Exception(inner.Message, inner)
    {
        public IPEndPoint Endpoint { get; } = endpoint;
    }
}
