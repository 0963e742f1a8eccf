using ClientHa.Wire;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Wire;

/// <summary>The answer to a call of a method that nobody bound.</summary>
internal static class Unimplemented
{
    public static WireStatus Status(HttpRequest request) =>
        new(WireStatusCode.Unimplemented, $"The method {request.Path.Value} is not implemented.");

    public static Task RunAsync(HttpContext http)
    {
        if (RequestGate.Admit(http))
            StatusWriter.WriteStatus(http.Response.Headers, Status(http.Request));
        return Task.CompletedTask;
    }
}
