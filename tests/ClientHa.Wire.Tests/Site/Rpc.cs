using Google.Protobuf.Reflection;

namespace ClientHa.Wire.Tests.Site;

/// <summary>The methods of testing.proto.</summary>
internal static class Rpc
{
    public static ServiceDescriptor Service => TestingReflection.Descriptor.Services[0];

    public static ServiceDescriptor AbsentService => TestingReflection.Descriptor.Services[1];

    public static MethodDescriptor Echo { get; } = Method("Echo");

    public static MethodDescriptor Get { get; } = Method("Get");

    public static MethodDescriptor Put { get; } = Method("Put");

    public static MethodDescriptor Count { get; } = Method("Count");

    public static MethodDescriptor Sum { get; } = Method("Sum");

    public static MethodDescriptor PingPong { get; } = Method("PingPong");

    public static MethodDescriptor Fail { get; } = Method("Fail");

    public static MethodDescriptor Sleep { get; } = Method("Sleep");

    public static MethodDescriptor Forever { get; } = Method("Forever");

    public static MethodDescriptor Await { get; } = Method("Await");

    public static MethodDescriptor NotBound { get; } = Method("NotBound");

    private static MethodDescriptor Method(string name) => Service.FindMethodByName(name);
}
