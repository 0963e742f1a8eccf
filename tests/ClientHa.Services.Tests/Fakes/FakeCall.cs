using Google.Protobuf;

namespace ClientHa.Fakes;

/// <summary>A call as it came.</summary>
internal sealed record FakeCall(IMessage Request, string IdempotencyKey, TimeSpan? RemainingTime);
