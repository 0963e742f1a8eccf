namespace ClientHa.Integration.Tests.Client.Replay;

/// <summary>gRPC's four types of calls.</summary>
public enum Shape
{
    Unary,
    ServerStreaming,
    ClientStreaming,
    Duplex,
}
