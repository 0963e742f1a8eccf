using System.Net.Sockets;
using System.Security.Authentication;
using ClientHa.Wire;

namespace ClientHa.Server.Peers;

/// <summary>What an exception means for a link.</summary>
internal static class PeerFailures
{
    public static PeerFailure Of(Exception? exception, CancellationToken stopping) => exception switch
    {
        PeerFailure failure => failure,
        _ when stopping.IsCancellationRequested => new(PeerFailureKind.Stopped, "this site stops"),
        WireException { StatusCode: WireStatusCode.FailedPrecondition } refused => new(PeerFailureKind.Refused, $"the peer says: {refused.Status.Detail}"),
        WireException { StatusCode: WireStatusCode.Unauthenticated or WireStatusCode.PermissionDenied } stranger => new(PeerFailureKind.Refused, $"the peer says: {stranger.Status.Detail}"),
        WireException { StatusCode: WireStatusCode.AlreadyExists } redundant => new(PeerFailureKind.Redundant, $"the peer says: {redundant.Status.Detail}"),
        WireException { StatusCode: WireStatusCode.DataLoss } diverged => new(PeerFailureKind.Diverged, $"the peer says: {diverged.Status.Detail}"),
        WireException { StatusCode: WireStatusCode.InvalidArgument } garbage => new(PeerFailureKind.Garbage, $"the peer says: {garbage.Status.Detail}"),
        WireException { StatusCode: WireStatusCode.Unimplemented } => new(PeerFailureKind.Refused, "what answers there is no site of ClientHa"),
        _ when Find<AuthenticationException>(exception) is { } stranger => new(PeerFailureKind.Refused, stranger.Message),
        FormatException garbage => new(PeerFailureKind.Garbage, garbage.Message),
        WireException { StatusCode: WireStatusCode.Cancelled } ended => new(PeerFailureKind.Lost, ended.Status.Detail.TrimEnd('.')),
        // What has no cause here was said there.
        WireException { StatusCode: WireStatusCode.Unavailable, InnerException: null } ended => new(PeerFailureKind.Lost, $"the peer says: {ended.Status.Detail.TrimEnd('.')}"),
        OperationCanceledException => new(PeerFailureKind.Lost, "the stream was cut off"),
        null => new(PeerFailureKind.Lost, "the stream ended"),
        _ => new(PeerFailureKind.Lost, Innermost(exception)),
    };

    /// <summary>How a refusal is told to the peer.</summary>
    public static WireStatusCode StatusOf(PeerFailureKind kind) => kind switch
    {
        PeerFailureKind.Refused => WireStatusCode.FailedPrecondition,
        PeerFailureKind.Redundant => WireStatusCode.AlreadyExists,
        PeerFailureKind.Diverged => WireStatusCode.DataLoss,
        PeerFailureKind.Garbage => WireStatusCode.InvalidArgument,
        _ => WireStatusCode.Unavailable,
    };

    private static TException? Find<TException>(Exception? exception)
        where TException : Exception
    {
        while (exception is not (null or TException))
            exception = exception.InnerException;
        return (TException?)exception;
    }

    private static string Innermost(Exception exception)
    {
        Exception inner = exception;
        while (inner.InnerException is { } next)
            inner = next;
        // What .NET has to say of these is for who programs with it.
        return inner switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nothing listens there",
            SocketException { SocketErrorCode: SocketError.ConnectionReset } => "the connection was reset",
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection ended in mid-stream",
            TimeoutException => "nothing answered there in time",
            _ => inner.Message.TrimEnd('.'),
        };
    }
}
