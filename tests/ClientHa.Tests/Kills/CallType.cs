namespace ClientHa.Tests.Kills;

/// <summary>gRPC's four types of calls.</summary>
public enum CallType
{
    Unary,
    ClientStreaming,
    ServerStreaming,
    Duplex,
}
