using System.Net;

namespace ClientHa.Server.Security;

/// <summary>Whom a site believes, checked.</summary>
/// <param name="Tls">Null: none.</param>
/// <param name="IsInsecure">Whether an operator has said that the network is to be trusted.</param>
internal sealed record SecurityPlan(ServerTlsPlan? Tls, AccessPlan Access, bool IsInsecure)
{
    /// <summary>For tests that have nothing to do with it.</summary>
    public static readonly SecurityPlan None = new(null, AccessPlan.None, IsInsecure: false);

    /// <summary>Whether clients and operators need no credential.</summary>
    public bool IsOpenToClients => Access is { Grants.IsEmpty: true, TokensFile: null } && Tls?.ClientCaFile is null;

    /// <summary>Whether a certificate can make somebody somebody.</summary>
    public bool TakesCertificates => Tls is { ClientCaFile: not null } or { PeerCaFile: not null };

    /// <summary>Whether sites need none.</summary>
    public bool IsOpenToPeers => Tls?.PeerCaFile is null && (IsInsecure || IsOpenToClients);

    /// <summary>Who needs no credential is of this machine, unless the operator trusts the network.</summary>
    public bool IsNear(IPAddress? address) => IsInsecure || address is null || IPAddress.IsLoopback(AddressRanges.Plain(address));
}
