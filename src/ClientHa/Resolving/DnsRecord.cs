using System.Net;

namespace ClientHa.Resolving;

/// <summary>A record of an answer: an address of its owner, or (CNAME) the name that its owner is an alias of.</summary>
internal readonly record struct DnsRecord(string Owner, DnsRecordType Type, IPAddress? Address, string? Alias);
