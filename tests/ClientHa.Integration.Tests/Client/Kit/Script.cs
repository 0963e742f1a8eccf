using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>What a site does with a call and with a health check, and what it has seen of them. Can be changed while it runs.</summary>
internal sealed class Script(int number)
{
    private int calls;
    private int probes;
    private int probesAtOnce;
    private int mostProbesAtOnce;

    public int Number => number;

    public RequestDelegate OnCall { get; set; } = Says.Ok;

    public RequestDelegate OnProbe { get; set; } = Says.Serving;

    /// <summary>How many calls of users have come.</summary>
    public int Calls => Volatile.Read(ref calls);

    public int Probes => Volatile.Read(ref probes);

    public int MostProbesAtOnce => Volatile.Read(ref mostProbesAtOnce);

    /// <summary>The header "call" of each call that has come, as often as it did.</summary>
    public ConcurrentQueue<string> Executions { get; } = [];

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-site"] = number.ToString(CultureInfo.InvariantCulture);
        // An application that speaks plain HTTP is probed at its root.
        if (context.Request.Path == "/grpc.health.v1.Health/Check" || context.Request.Path == "/")
        {
            await ProbedAsync(context);
            return;
        }
        Interlocked.Increment(ref calls);
        Executions.Enqueue(context.Request.Headers["call"].ToString());
        await OnCall(context);
    }

    private async Task ProbedAsync(HttpContext context)
    {
        Interlocked.Increment(ref probes);
        int atOnce = Interlocked.Increment(ref probesAtOnce);
        if (atOnce > MostProbesAtOnce)
            Volatile.Write(ref mostProbesAtOnce, atOnce);
        try
        {
            await OnProbe(context);
        }
        finally
        {
            Interlocked.Decrement(ref probesAtOnce);
        }
    }
}
