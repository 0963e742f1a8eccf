using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>The page itself and what it is made of: files of this assembly, as they were written, without a build step.</summary>
internal sealed class PageAssets : IOperatorPages
{
    private const string Folder = "page/";
    private const string Index = "index.html";

    /// <summary>They show nothing of the site: what they ask for then, they may only have who may see it.</summary>
    public IEnumerable<OperatorRoute> Routes =>
        from name in Assembly.GetExecutingAssembly().GetManifestResourceNames()
        where name.StartsWith(Folder, StringComparison.Ordinal)
        let file = name[Folder.Length..]
        select new OperatorRoute(HttpMethods.Get, file == Index ? "/" : $"/{file}", OperatorRole.Viewer, http => AnswerAsync(http, name));

    private static async Task AnswerAsync(HttpContext http, string name)
    {
        http.Response.ContentType = TypeOf(name);
        http.Response.Headers.CacheControl = "no-store";
        using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        http.Response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await file.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
}
