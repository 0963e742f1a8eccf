namespace ClientHa.Server;

/// <summary>
/// Who may do what. While nothing here is set, and no <see cref="ServerTlsOptions.ClientCaFile"/> either, callers of the same machine
/// may do everything, and others nothing.
/// </summary>
public sealed class ServerAccessOptions
{
    /// <summary>Callers that show a token. Default: none.</summary>
    public IList<AccessGrantOptions> Tokens { get; set; } = [];

    /// <summary>
    /// A JSON file with more tokens, which is read again when it changes: see <c>clientha token new</c>. Default: none. An error if
    /// there is no such file.
    /// </summary>
    public string? TokensFile { get; set; }

    /// <summary>
    /// Callers that show a certificate of <see cref="ServerTlsOptions.ClientCaFile"/>, by a name that stands in it. Who has such a
    /// certificate and isn't listed is a client that may read and write everything. Default: none.
    /// </summary>
    public IList<AccessGrantOptions> Certificates { get; set; } = [];

    /// <summary>From where clients may call: addresses or ranges such as <c>10.1.0.0/16</c>. Default: empty, that is from everywhere.</summary>
    public IList<string> ClientAllow { get; set; } = [];

    /// <summary>From where other sites may call. Default: empty, that is from everywhere.</summary>
    public IList<string> PeerAllow { get; set; } = [];

    /// <summary>From where operators may call. Default: empty, that is from everywhere.</summary>
    public IList<string> OperatorAllow { get; set; } = [];
}
