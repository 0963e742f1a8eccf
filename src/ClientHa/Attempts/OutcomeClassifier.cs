using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ClientHa.Core.Failover;
using ClientHa.Resolving;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>
/// Reads an answer or an exception of <see cref="SocketsHttpHandler"/> as a row of client.md's failure table. A pure function;
/// the facts about what is thrown when were measured.
/// </summary>
internal static class OutcomeClassifier
{
    /// <summary>What the headers say. An answer that commits the call is <see cref="AttemptOutcome.Answered"/>.</summary>
    public static AttemptOutcome FromHeaders(HttpResponseMessage response, bool isGrpc)
    {
        // Nearly all answers: one look at the names costs less than looking each of ours up.
        if (response.StatusCode == HttpStatusCode.OK && !GrpcHeaders.MayDecide(response.Headers))
            return AttemptOutcome.Answered;
        string? elsewhere = GrpcHeaders.Value(response.Headers, GrpcHeaders.ElsewhereName);
        if (HttpFault(response.StatusCode) is { } fault)
            return elsewhere is null ? new(SiteEventKind.Down, Execution.Unknown, fault) : Elsewhere(elsewhere);
        if (isGrpc && GrpcHeaders.Status(response.Headers) is { } status)
            return FromStatus(status, response, elsewhere) with { IsOver = true };
        return elsewhere is "drain"
            ? AttemptOutcome.Answered with { Event = SiteEventKind.Draining, Reason = "is draining" }
            : AttemptOutcome.Answered;
    }

    /// <summary>What the trailers of a committed call say of the site.</summary>
    public static AttemptOutcome FromTrailers(HttpResponseMessage response) =>
        GrpcHeaders.Status(response.TrailingHeaders) switch
        {
            GrpcHeaders.Unavailable => GrpcHeaders.Value(response.TrailingHeaders, GrpcHeaders.ElsewhereName) is { } elsewhere
                ? Elsewhere(elsewhere) with { Execution = Execution.Final }
                : new(SiteEventKind.Down, Execution.Final, "answered UNAVAILABLE"),
            int status => Broken(status),
            null => AttemptOutcome.Answered,
        };

    public static string? HttpFault(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? string.Create(CultureInfo.InvariantCulture, $"answered HTTP {(int)status}")
            : null;

    /// <summary>The caller's own cancellation and an ejection have been ruled out before.</summary>
    public static AttemptOutcome FromException(Exception exception, SiteGeneration generation)
    {
        // What lies deep in the chain is often more exact than what was wrapped around it, but not always: so by kind.
        // A body is asked for again, in vain, only after a refusal or a GOAWAY.
        return Find<RequestBodyException>(exception) is not null
                ? new(SiteEventKind.Answered, Execution.Unknown, "refused the call when a part of its body was sent") { LeavesHealthAlone = true }
            : Find<ConnectFailedException>(exception) is { } connect
                ? new(connect.IsLocal ? SiteEventKind.Local : SiteEventKind.Down, Execution.Never, connect.Message)
            : Find<NameResolutionException>(exception) is { } name
                ? new(SiteEventKind.Down, Execution.Never, name.Reason) { IsNameAlone = true }
            : Find<AuthenticationException>(exception) is { } handshake ? FromHandshake(handshake, generation)
            : Find<HttpProtocolException>(exception) is { } protocol ? FromProtocol(protocol)
            : Find<HttpRequestException>(exception) is { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError } request
                ? new(SiteEventKind.Down, Execution.Never, $"closed the connection before the call: {(request.InnerException ?? request).Message}")

            // SocketsHttpHandler's ConnectTimeout.
            : Find<TimeoutException>(exception) is not null
                ? new(SiteEventKind.Down, Execution.Never, "did not complete the connection in time")
            : IsHttp2Handshake(exception)
                ? new(SiteEventKind.Down, Execution.Unknown, $"did not complete the HTTP/2 handshake{Hint(generation)}")
            : new(SiteEventKind.Down, Execution.Unknown, LostConnection(exception));
    }

    private static AttemptOutcome FromHandshake(AuthenticationException handshake, SiteGeneration generation) =>
        generation.CertificateFault is { } fault
            ? new(SiteEventKind.Down, Execution.Never, fault) { IsNameAlone = true }
            : new(SiteEventKind.Down, Execution.Never, $"broke the TLS handshake: {handshake.Message.TrimEnd('.')}{Hint(generation)}");

    /// <summary>The request may be on its way by then. Only the text tells; the second is the resource's key, as below.</summary>
    private static bool IsHttp2Handshake(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception.Message.Contains("HTTP/2 handshake", StringComparison.Ordinal) ||
                exception.Message.Contains("http2_connection_not_established", StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static string Hint(SiteGeneration generation) => generation.HandshakeHint is { } hint ? $" ({hint})" : "";

    /// <summary>A bare cancellation that nobody asked for is how a reset looks while a streaming body is being sent.</summary>
    private static string LostConnection(Exception exception) =>
        exception is OperationCanceledException || Find<SocketException>(exception) is { SocketErrorCode: SocketError.ConnectionReset }
            ? "reset the connection"
            : Find<HttpIOException>(exception) is { HttpRequestError: HttpRequestError.ResponseEnded }
                ? "closed the connection"
                : $"lost the connection: {exception.Message.TrimEnd('.')}";

    private static TException? Find<TException>(Exception? exception)
        where TException : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is TException found)
                return found;
        }
        return null;
    }

    /// <summary>A stream that was reset is the call's affair, a connection that was closed the site's.</summary>
    private static AttemptOutcome FromProtocol(HttpProtocolException protocol)
    {
        // Only the text tells the two apart; the second spelling is the resource's key, which trimmed programs show.
        bool isStream = protocol.Message.Contains("reset the stream", StringComparison.Ordinal) ||
            protocol.Message.Contains("http2_stream_error", StringComparison.Ordinal);
        return (isStream, protocol.ErrorCode) switch
        {
            (false, _) => new(SiteEventKind.Down, Execution.Unknown, $"closed the connection (HTTP/2 error {protocol.ErrorCode})"),
            (true, 7) => new(SiteEventKind.Answered, Execution.Never, "refused the stream") { LeavesHealthAlone = true },
            (true, 2) => new(SiteEventKind.Broken, Execution.Unknown, "reset the stream (INTERNAL_ERROR)"),
            (true, _) => new(SiteEventKind.Answered, Execution.Unknown, $"reset the stream (HTTP/2 error {protocol.ErrorCode})")
            {
                LeavesHealthAlone = true,
            },
        };
    }

    private static AttemptOutcome FromStatus(int status, HttpResponseMessage response, string? elsewhere)
    {
        string? pushback = GrpcHeaders.Value(response.Headers, GrpcHeaders.PushbackName);
        return status switch
        {
            GrpcHeaders.Unavailable when elsewhere is not null => Elsewhere(elsewhere),
            GrpcHeaders.ResourceExhausted when pushback is not null => Overloaded(pushback),
            GrpcHeaders.Unavailable when pushback is not null => Overloaded(pushback),
            GrpcHeaders.Unavailable => new(SiteEventKind.Down, Execution.Unknown, "answered UNAVAILABLE"),
            _ => Broken(status),
        };
    }

    /// <summary>Not processed, by the server's own word. Only a server that is about to stop or to start gets no more calls.</summary>
    private static AttemptOutcome Elsewhere(string why) => why is "drain" or "starting"
        ? new(SiteEventKind.Draining, Execution.Never, why is "drain" ? "is draining" : "is starting")
        : new(SiteEventKind.Answered, Execution.Never, $"sent the call elsewhere ({why})") { LeavesHealthAlone = true };

    private static AttemptOutcome Overloaded(string pushback) =>
        AttemptOutcome.Answered with
        {
            Reason = "is overloaded",
            LeavesHealthAlone = true,
            Pushback = int.TryParse(pushback, NumberStyles.None, CultureInfo.InvariantCulture, out int wait)
                ? TimeSpan.FromMilliseconds(wait)
                : null,
        };

    private static AttemptOutcome Broken(int status) => status is GrpcHeaders.Unknown or GrpcHeaders.Internal or GrpcHeaders.DataLoss
        ? new(SiteEventKind.Broken, Execution.Final, $"answers with errors (status {status})")
        : AttemptOutcome.Answered;
}
