using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>Where a call goes and with what.</summary>
internal readonly record struct CallContext(
    HttpMessageInvoker Invoker, CallTarget Target, WireChannelOptions Channel, WireCallOptions Options)
{
    /// <summary>The content of a call with one request.</summary>
    /// <exception cref="ArgumentException">The request is not of the method's type.</exception>
    public UnaryContent SingleRequest(IMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.GetType() == Target.RequestType
            ? new UnaryContent(request)
            : throw new ArgumentException($"{Target.Uri.AbsolutePath} takes {Target.RequestType}, not {request.GetType()}.", nameof(request));
    }
}
