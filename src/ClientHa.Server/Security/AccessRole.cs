namespace ClientHa.Server.Security;

/// <summary>What a caller is.</summary>
internal enum AccessRole
{
    Client,
    Operator,

    /// <summary>Another site.</summary>
    Peer,
}
