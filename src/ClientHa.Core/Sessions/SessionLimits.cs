namespace ClientHa.Core.Sessions;

/// <summary>What a client keeps of its own writes, at most. The newest is kept whatever its size.</summary>
internal sealed record SessionLimits(int MaxWrites, long MaxBytes)
{
    public static readonly SessionLimits Default = new(1_000, 1 << 20);
}
