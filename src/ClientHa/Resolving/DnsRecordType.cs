namespace ClientHa.Resolving;

/// <summary>The record types that matter here (RFC 1035 §3.2.2, RFC 3596). Others are read over.</summary>
internal enum DnsRecordType : ushort
{
    A = 1,
    Cname = 5,
    Aaaa = 28,
}
