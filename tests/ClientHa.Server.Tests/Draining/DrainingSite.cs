using ClientHa.Server.Draining;
using ClientHa.Server.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Server.Tests.Draining;

/// <summary>A site whose drain goes on when a test says so, with a few methods beside.</summary>
internal sealed class DrainingSite : IAsyncDisposable
{
    /// <summary>Any service will do; its methods here are what a test makes of them.</summary>
    public const string Answered = "/test/Answered";
    public const string Held = "/test/Held";
    public const string Unavailable = "/test/Unavailable";

    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningSite? running;

    public RunningSite Running => running!;

    public ManualTime Time { get; } = new();

    public static async Task<DrainingSite> StartAsync(TimeSpan? shutdownTimeout = null)
    {
        DrainingSite site = new();
        site.running = await RunningSite.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(site.Time);
                if (shutdownTimeout is { } timeout)
                    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = timeout);
            },
            app =>
            {
                app.MapPost(Answered, http => AnswerAsync(http, "0"));
                app.MapPost(Held, site.HoldAsync);
                app.MapPost(Unavailable, http => AnswerAsync(http, "14"));
                app.MapPost("/test/Busy", http =>
                {
                    http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    return Task.CompletedTask;
                });
            });
        return site;
    }

    /// <summary>Begins the stop, and waits until the period runs; it ends when its timer is fired.</summary>
    public async Task<(Task Stop, ManualTime.ManualTimer Period)> BeginStopAsync()
    {
        Time.ForgetTimers();
        Task stop = Running.StopAsync();
        return (stop, await Time.NextTimerAsync());
    }

    /// <summary>A call in flight: its handler has begun, and ends with <see cref="Release"/>.</summary>
    public async Task<Task<HttpResponseMessage>> HoldCallAsync()
    {
        Task<HttpResponseMessage> call = Running.CallAsync(Held);
        await held.Task.WaitAsync(HangGuard.Token);
        return call;
    }

    public void Release() => release.SetResult();

    public static string? HintOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(Elsewhere.HeaderName, out IEnumerable<string>? values) ? string.Join(",", values) : null;

    public static string? StatusOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? values) ? string.Join(",", values) : null;

    public async ValueTask DisposeAsync() => await Running.DisposeAsync();

    private static Task AnswerAsync(HttpContext http, string status)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = status;
        return Task.CompletedTask;
    }

    private async Task HoldAsync(HttpContext http)
    {
        held.TrySetResult();
        await release.Task.WaitAsync(http.RequestAborted);
        await AnswerAsync(http, "0");
    }
}
