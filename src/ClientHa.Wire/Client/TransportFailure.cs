namespace ClientHa.Wire;

/// <summary>The status of a call whose transport failed.</summary>
internal static class TransportFailure
{
    /// <summary>Null for an exception that is no failure of the transport, such as a wrong argument: it passes unchanged.</summary>
    public static WireException? ToWireException(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol)
                return new WireException(ResetMapping.ToStatusCode(protocol.ErrorCode), Describe(exception), exception);
        }

        // A cancellation that nobody asked for is the handler's own: a connect that timed out, or a connection that was lost
        // while a request stream was being sent.
        return exception is HttpRequestException or IOException or OperationCanceledException
            ? new WireException(WireStatusCode.Unavailable, Describe(exception), exception)
            : null;
    }

    private static string Describe(Exception exception)
    {
        if (exception is OperationCanceledException { InnerException: null })
            return "The connection was lost while the request was being sent.";

        var root = exception.GetBaseException().Message;
        return exception.Message.Contains(root, StringComparison.Ordinal) ? exception.Message : $"{exception.Message} {root}";
    }
}
