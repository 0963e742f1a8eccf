using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClientHa.Cli;

/// <summary>Values as programs read them: one JSON object on one line.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <exception cref="JsonException">The line is none.</exception>
    public static T? Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Options);

    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Options);
}
