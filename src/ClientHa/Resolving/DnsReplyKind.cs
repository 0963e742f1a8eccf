namespace ClientHa.Resolving;

/// <summary>What one name server's reply to one question is good for.</summary>
internal enum DnsReplyKind
{
    /// <summary>It said nothing in time: a datagram may be lost, so it may be asked again.</summary>
    Silence,

    /// <summary>It cannot or will not say: another server may, and asking it again now is of no use.</summary>
    Refusal,

    /// <summary>Definite: here are the addresses.</summary>
    Addresses,

    /// <summary>Definite: the name exists, but has no address of this family.</summary>
    NoData,

    /// <summary>Definite: the name does not exist.</summary>
    NoSuchName,
}
