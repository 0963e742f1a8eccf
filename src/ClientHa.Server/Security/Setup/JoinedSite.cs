using System.Text.Json;

namespace ClientHa.Server.Security.Setup;

/// <summary>
/// What <c>clientha join</c> has left in a data directory, in <c>security/</c>: a site that starts there needs no other word. What the
/// site is told otherwise counts more.
/// </summary>
internal sealed record JoinedSite(int Site, string Listen, string[] Peers)
{
    public const string DirectoryName = "security";

    private const string SettingsFile = "site.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes all of it. Once more, with a renewed file, it replaces the certificates of a site that runs; tokens that were made there stay.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="file">What is joined.</param>
    /// <param name="listen">Null: as before, or on all addresses.</param>
    public static void Write(string data, JoinFile file, string? listen)
    {
        string directory = Path.Combine(data, DirectoryName);
        JoinedSite? before = Read(data);
        if (before is not null && before.Site != file.Site)
            throw new FormatException($"{data} is set up as site {before.Site}, and the file is for site {file.Site}: name another directory, or take that site's file.");
        SecretFile.MakeDirectory(data);
        SecretFile.MakeDirectory(directory);
        SecretFile.WriteOpen(CaFile(data), file.Authority.TrimEnd() + "\n");
        SecretFile.Write(KeyFile(data), file.Key);
        SecretFile.Write(CertificateFile(data), file.Certificate);
        if (!File.Exists(TokensFileOf(data)))
            SecretFile.Write(TokensFileOf(data), TokensFile.Write(file.Tokens));
        JoinedSite joined = new(file.Site, listen ?? before?.Listen ?? $"0.0.0.0:{file.Port}", file.Peers);
        SecretFile.Write(Path.Combine(directory, SettingsFile), JsonSerializer.Serialize(joined, Json) + "\n");
    }

    /// <summary>Null where nothing was joined.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public static JoinedSite? Read(string data)
    {
        string path = Path.Combine(data, DirectoryName, SettingsFile);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<JoinedSite>(File.ReadAllText(path), Json) : null;
        }
        catch (JsonException fault)
        {
            throw new FormatException($"{path} is damaged: join again with the site's file.", fault);
        }
    }

    /// <summary>Fills in what the options leave open.</summary>
    public void Apply(HaServerOptions options)
    {
        string data = options.DataDirectory!;
        if (options.Site == 0)
            options.Site = Site;
        if (options.Listen is null or { Count: 0 })
            options.Listen = [Listen];
        if (options.Peers is null or { Count: 0 })
            options.Peers = [.. Peers];
        options.Tls ??= new();
        options.Access ??= new();
        if (string.IsNullOrEmpty(options.Tls.CertificateFile))
        {
            (options.Tls.CertificateFile, options.Tls.KeyFile) = (CertificateFile(data), KeyFile(data));
            options.Tls.PeerCaFile ??= CaFile(data);
            options.Tls.ClientCaFile ??= CaFile(data);
        }
        if (string.IsNullOrEmpty(options.Access.TokensFile))
            options.Access.TokensFile = TokensFileOf(data);
    }

    private static string CaFile(string data) => Path.Combine(data, DirectoryName, "ca.pem");

    private static string CertificateFile(string data) => Path.Combine(data, DirectoryName, "site.pem");

    private static string KeyFile(string data) => Path.Combine(data, DirectoryName, "site.key");

    private static string TokensFileOf(string data) => Path.Combine(data, DirectoryName, "tokens.json");
}
