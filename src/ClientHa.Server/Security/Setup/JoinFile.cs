using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClientHa.Server.Security.Setup;

/// <summary>
/// Everything that makes a machine a site of a set-up, in one file: its number, where the others are, its certificate and key, the
/// authority, and the hashes of the tokens. It is a secret.
/// </summary>
internal sealed record JoinFile(
    string Format, int FormatVersion, string Domain, int Site, int Port, string[] Peers, string Authority, string Certificate, string Key,
    List<AccessGrantOptions> Tokens)
{
    public const string CurrentFormat = "clientha join";
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string NameOf(int site) => $"site{site}.join";

    /// <exception cref="FormatException">It is none.</exception>
    public static JoinFile Read(string path)
    {
        try
        {
            JoinFile file = JsonSerializer.Deserialize<JoinFile>(File.ReadAllText(path), Json)!;
            if (file is not { Format: CurrentFormat })
                throw new JsonException();
            return file.FormatVersion == CurrentVersion
                ? file
                : throw new FormatException($"{path} has version {file.FormatVersion}, and this program knows {CurrentVersion}: use the version of ClientHa that made it.");
        }
        catch (JsonException fault)
        {
            // What the exception quotes may be a secret.
            throw new FormatException($"{path} is no join file: take one that 'clientha init' has made.", fault);
        }
    }

    public void Write(string path) => SecretFile.Write(path, JsonSerializer.Serialize(this, Json) + "\n");
}
