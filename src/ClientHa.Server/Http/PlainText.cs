using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>Answers of one line or a few, which no cache may keep.</summary>
internal static class PlainText
{
    public static Task AnswerAsync(HttpContext http, int statusCode, string text)
    {
        http.Response.StatusCode = statusCode;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(text + "\n", http.RequestAborted);
    }
}
