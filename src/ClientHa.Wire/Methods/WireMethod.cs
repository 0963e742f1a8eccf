using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Wire;

/// <summary>What the protocol needs to know of a method.</summary>
internal static class WireMethod
{
    /// <summary>The path of the method's calls: <c>/package.Service/Method</c>.</summary>
    public static string Path(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    /// <summary>Whether protobuf's <c>idempotency_level</c> says that a call may be executed twice.</summary>
    public static bool IsIdempotent(MethodDescriptor method) =>
        method.GetOptions() is { HasIdempotencyLevel: true } options
        && options.IdempotencyLevel is MethodOptions.Types.IdempotencyLevel.Idempotent
            or MethodOptions.Types.IdempotencyLevel.NoSideEffects;

    /// <summary>The paths of a service's idempotent methods.</summary>
    public static IEnumerable<string> IdempotentPaths(ServiceDescriptor service) => service.Methods.Where(IsIdempotent).Select(Path);

    /// <exception cref="ArgumentException">The method is called or bound with other types or another shape than it has.</exception>
    public static void Check<TRequest, TResponse>(MethodDescriptor method, bool clientStreaming, bool serverStreaming)
        where TRequest : IMessage
        where TResponse : IMessage
    {
        if (method.IsClientStreaming != clientStreaming || method.IsServerStreaming != serverStreaming)
            throw new ArgumentException($"{Path(method)} is {Shape(method)}.", nameof(method));
        CheckType(method, method.InputType.ClrType, typeof(TRequest));
        CheckType(method, method.OutputType.ClrType, typeof(TResponse));
    }

    private static void CheckType(MethodDescriptor method, Type expected, Type actual)
    {
        // Where the caller has only IMessage in hand, the descriptor's own parser makes the right type anyway.
        if (actual != expected && actual != typeof(IMessage))
            throw new ArgumentException($"{Path(method)} takes {expected}, not {actual}.", nameof(method));
    }

    private static string Shape(MethodDescriptor method) => (method.IsClientStreaming, method.IsServerStreaming) switch
    {
        (false, false) => "a unary method",
        (false, true) => "a server streaming method",
        (true, false) => "a client streaming method",
        (true, true) => "a duplex method",
    };
}
