using ClientHa.Wire;

namespace ClientHa.Services;

/// <summary>A call that no site answered with success. It has been tried at other sites already, where that is allowed.</summary>
public sealed class HaCallException : Exception
{
    /// <summary>A call that ended with a status.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="detail">What the site, or the client in its place, says of it.</param>
    /// <param name="innerException">What lies behind it.</param>
    public HaCallException(HaStatusCode statusCode, string detail, Exception? innerException = null)
        : base($"{WireStatusName.Of((WireStatusCode)statusCode)}: {detail}", innerException)
    {
        StatusCode = statusCode;
        Detail = detail;
    }

    internal HaCallException(WireException exception)
        : this((HaStatusCode)exception.StatusCode, exception.Detail, exception)
    {
    }

    /// <summary>The status.</summary>
    public HaStatusCode StatusCode { get; }

    /// <summary>The status as gRPC spells it: <c>UNAVAILABLE</c>.</summary>
    public string StatusName => WireStatusName.Of((WireStatusCode)StatusCode);

    /// <summary>What the site, or the client in its place, says of it; the message without the status.</summary>
    public string Detail { get; }
}
