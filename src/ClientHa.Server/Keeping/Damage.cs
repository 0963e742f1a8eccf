namespace ClientHa.Server.Keeping;

/// <summary>Something in a data directory that is not what was written there.</summary>
/// <param name="File">Its path.</param>
/// <param name="Offset">The byte at which it begins.</param>
/// <param name="Fault">What was expected there.</param>
internal sealed record Damage(string File, long Offset, string Fault)
{
    public override string ToString() => $"{File} at byte {Offset}: {Fault}";
}
