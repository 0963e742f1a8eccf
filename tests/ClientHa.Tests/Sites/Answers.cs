using Microsoft.AspNetCore.Http;

namespace ClientHa.Tests.Sites;

/// <summary>What a <see cref="KestrelSite"/> can say.</summary>
internal static class Answers
{
    /// <summary>gRPC: an empty message and status 0.</summary>
    public static Task Ok(HttpContext context) => MessageAsync(context, [0, 0, 0, 0, 0]);

    public static Task Serving(HttpContext context) => MessageAsync(context, [0, 0, 0, 0, 2, 0x08, 1]);

    public static Task NotServing(HttpContext context) => MessageAsync(context, [0, 0, 0, 0, 2, 0x08, 2]);

    /// <summary>gRPC: an error without a message, in the headers.</summary>
    public static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    };

    /// <summary>Plain HTTP.</summary>
    public static Func<HttpContext, Task> Http(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Says nothing until the client is gone: a process that hangs.</summary>
    public static async Task Nothing(HttpContext context)
    {
        TaskCompletionSource gone = new();
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>Response headers and then silence, until the client is gone.</summary>
    public static async Task SilentStream(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.FlushAsync();
        await Nothing(context);
    }

    /// <summary>The usual answer, once the gate opens.</summary>
    public static Func<HttpContext, Task> OkAfter(Task gate) => async context =>
    {
        await gate;
        await Ok(context);
    };

    private static async Task MessageAsync(HttpContext context, byte[] message)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(message);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
