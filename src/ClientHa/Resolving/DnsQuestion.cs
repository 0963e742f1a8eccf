namespace ClientHa.Resolving;

/// <summary>What is asked, always in class IN.</summary>
internal readonly record struct DnsQuestion(string Name, DnsRecordType Type)
{
    /// <summary>Names are equal whatever their case (RFC 4343).</summary>
    public bool IsSameAs(DnsQuestion other) => Type == other.Type && DnsName.AreEqual(Name, other.Name);
}
