namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>What a caller got.</summary>
/// <param name="Site">Who answered.</param>
/// <param name="Status">gRPC's status.</param>
/// <param name="Bytes">The answer's body.</param>
internal sealed record Reply(int? Site, int? Status, byte[] Bytes)
{
    /// <summary>Answered well by a site, with what it was sent.</summary>
    public bool IsOkFrom(int site) => Site == site && Status == 0 && Bytes.AsSpan().SequenceEqual(Caller.Message);
}
