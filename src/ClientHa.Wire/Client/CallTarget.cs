using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Wire;

/// <summary>What all calls of one method on one channel have in common.</summary>
internal sealed class CallTarget
{
    public CallTarget(MethodDescriptor method, Uri address)
    {
        Uri = new Uri(address, WireMethod.Path(method));
        IsIdempotent = WireMethod.IsIdempotent(method);
        ResponseParser = method.OutputType.Parser;
        RequestType = method.InputType.ClrType;
    }

    public Uri Uri { get; }

    public bool IsIdempotent { get; }

    public MessageParser ResponseParser { get; }

    public Type RequestType { get; }
}
