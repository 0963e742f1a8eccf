using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClientHa.Server.Hosting;

namespace ClientHa.Server.Security;

/// <summary>The JSON file with tokens: <c>{"tokens":[{"name":…,"role":…,"hash":…}]}</c>.</summary>
internal static class TokensFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>What stands in it; a fault names the file.</summary>
    public static ImmutableArray<Grant> Read(string file, Findings findings)
    {
        try
        {
            return GrantReader.Read($"Access:TokensFile \"{file}\" tokens", Parse(File.ReadAllText(file)), areTokens: true, findings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            findings.Fail($"Access:TokensFile \"{file}\" cannot be read ({exception.Message.TrimEnd('.')}): write the path of a file that 'clientha token new --file' has made");
            return [];
        }
    }

    /// <exception cref="FormatException">It holds something else.</exception>
    public static List<AccessGrantOptions> Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(text, Json)?.Tokens ?? throw new FormatException("it has no tokens");
        }
        catch (JsonException exception)
        {
            // What the exception quotes may be a part of a secret that was put there by mistake.
            throw new FormatException($"line {exception.LineNumber + 1} is not as it should be", exception);
        }
    }

    public static string Write(IEnumerable<AccessGrantOptions> tokens) => JsonSerializer.Serialize(new Content([.. tokens]), Json) + "\n";

    private sealed record Content(List<AccessGrantOptions> Tokens);
}
