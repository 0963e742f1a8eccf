using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>What the page's scripts exchange with the site.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, options);

    public static Task AnswerAsync<T>(HttpContext http, T value, int statusCode = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = statusCode;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsJsonAsync(value, options, http.RequestAborted);
    }

    /// <summary>Null where the body is none of that kind.</summary>
    public static async ValueTask<T?> ReadAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            return await http.Request.ReadFromJsonAsync<T>(options, http.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
