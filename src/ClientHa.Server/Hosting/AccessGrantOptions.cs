namespace ClientHa.Server;

/// <summary>What one caller may do.</summary>
public sealed class AccessGrantOptions
{
    /// <summary>Who it is: in messages, and for a certificate the common name or a DNS name in it. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// <c>client</c>: documents, as far as <see cref="Read"/> and <see cref="Write"/> go; <c>operator</c>: everything but being a site.
    /// Default: <c>client</c>.
    /// </summary>
    public string Role { get; set; } = "client";

    /// <summary>
    /// Of a token: its SHA-256, as <c>sha256:</c> and 64 hexadecimal digits. A token is 256 bits of chance, so that nothing slower is
    /// needed to keep it from being guessed. Required for tokens.
    /// </summary>
    public string? Hash { get; set; }

    /// <summary>Of a client: how the keys begin that it may read. Default: empty, that is all where <see cref="Write"/> is empty, too.</summary>
    public IList<string> Read { get; set; } = [];

    /// <summary>
    /// Of a client: how the keys begin that it may write, and therefore read. Default: empty, that is all where <see cref="Read"/> is
    /// empty, too, and else none.
    /// </summary>
    public IList<string> Write { get; set; } = [];

    /// <summary>From where it may call: addresses or ranges such as <c>10.1.0.0/16</c>. Default: empty, that is from everywhere.</summary>
    public IList<string> Allow { get; set; } = [];

    /// <summary>When it ends. Default: never.</summary>
    public DateTimeOffset? Expires { get; set; }
}
