using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>What a <see cref="Script"/> can say.</summary>
internal static class Says
{
    /// <summary>Reads the request and sends it back, with a good status in the trailers.</summary>
    public static async Task Ok(HttpContext context)
    {
        byte[] message = await ReadAsync(context);
        await BeginAsync(context);
        await context.Response.Body.WriteAsync(message, context.RequestAborted);
        End(context, 0);
    }

    public static Task Serving(HttpContext context) => HealthAsync(context, 1);

    public static Task NotServing(HttpContext context) => HealthAsync(context, 2);

    /// <summary>A status in the headers, and nothing else.</summary>
    public static RequestDelegate Status(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString(CultureInfo.InvariantCulture);
        foreach ((string name, string value) in headers)
            context.Response.Headers[name] = value;
        return Task.CompletedTask;
    };

    /// <summary>Not processed, by the server's own word.</summary>
    public static RequestDelegate Elsewhere(string why) => Status(14, ("clientha-elsewhere", why));

    public static RequestDelegate Http(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Nothing, until the client is gone or the site dies.</summary>
    public static async Task Nothing(HttpContext context)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>The usual answer, once the gate opens.</summary>
    public static RequestDelegate OkAfter(Task gate) => async context =>
    {
        await gate;
        await Ok(context);
    };

    /// <summary>Response headers without a status, which commit the call, and a byte; the rest once the gate opens.</summary>
    public static RequestDelegate StreamUntil(Task gate) => async context =>
    {
        await BeginAsync(context);
        await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
        await gate.WaitAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
        End(context, 0);
    };

    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    public static Task BeginAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        return context.Response.Body.FlushAsync(context.RequestAborted);
    }

    public static void End(HttpContext context, int status) =>
        context.Response.AppendTrailer("grpc-status", status.ToString(CultureInfo.InvariantCulture));

    private static async Task HealthAsync(HttpContext context, byte health)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 2, 0x08, health }, context.RequestAborted);
        End(context, 0);
    }
}
