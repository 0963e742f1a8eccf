using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Tests.Attempts;

/// <summary>What a scripted site answers, as gRPC has it on the wire.</summary>
internal static class Answers
{
    public static readonly byte[] Message = [0, 0, 0, 0, 2, 8, 1];

    /// <summary>A message and a good status.</summary>
    public static async Task OkAsync(this HttpContext context, byte[]? message = null)
    {
        await context.BeginAsync();
        await context.Response.Body.WriteAsync(message ?? Message, context.RequestAborted);
        context.End(0);
    }

    /// <summary>Reads the request to its end, then answers with a message and a good status.</summary>
    public static async Task<byte[]> ReadAsync(this HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    /// <summary>Response headers without a status: the call is committed.</summary>
    public static Task BeginAsync(this HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        return context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>The status, in trailers.</summary>
    public static void End(this HttpContext context, int status) =>
        context.Response.AppendTrailer("grpc-status", status.ToString(CultureInfo.InvariantCulture));

    /// <summary>The status in the headers, and nothing else.</summary>
    public static Task TrailersOnlyAsync(this HttpContext context, int status, params (string Name, string Value)[] headers)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString(CultureInfo.InvariantCulture);
        foreach ((string name, string value) in headers)
            context.Response.Headers[name] = value;
        return Task.CompletedTask;
    }

    /// <summary>Keeps the call until its client gives it up or the site dies.</summary>
    public static async Task HangAsync(this HttpContext context)
    {
        TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.RequestAborted.Register(aborted.SetResult))
            await aborted.Task;
    }
}
