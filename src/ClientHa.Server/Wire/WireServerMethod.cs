using ClientHa.Server.Security;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Wire;

/// <summary>Runs the calls of one method: whatever happens in a call, it ends with a status.</summary>
internal sealed class WireServerMethod
{
    private static readonly WireStatus s_deadlineExceeded = new(WireStatusCode.DeadlineExceeded, "The call's time is over.");
    private static readonly WireStatus s_callerEnded = new(WireStatusCode.Unauthenticated, "The credential of this call was taken away or has ended.");

    private readonly WireServiceBuilder _service;
    private readonly Func<WireContext, Task> _handler;

    public WireServerMethod(MethodDescriptor method, WireServiceBuilder service, Func<WireContext, Task> handler)
    {
        (Method, _service, _handler) = (method, service, handler);
        Path = WireMethod.Path(method);
        Rule = AccessTable.Methods.GetValueOrDefault(Path);
    }

    public MethodDescriptor Method { get; }

    public string Path { get; }

    /// <summary>How many there are and were.</summary>
    public MethodCalls Calls { get; } = new();

    /// <summary>Who may call it, where a gate looks at that.</summary>
    public AccessRule? Rule { get; }

    public int MaxReceiveMessageBytes => _service.MaxReceiveMessageBytes;

    public async Task RunAsync(HttpContext http)
    {
        if (!RequestGate.Admit(http))
            return;

        using var context = new WireContext(http, this);
        Calls.Begin();
        var status = await InvokeAsync(context).ConfigureAwait(false);
        Calls.End(status.Code);
        if (!http.RequestAborted.IsCancellationRequested)
            await StatusWriter.WriteAsync(http.Response, status, context).ConfigureAwait(false);
    }

    private async ValueTask<WireStatus> InvokeAsync(WireContext context)
    {
        try
        {
            // Routes compare without regard to case; gRPC's names do not.
            if (!context.Http.Request.Path.Value!.EndsWith(Path, StringComparison.Ordinal))
                return Unimplemented.Status(context.Http.Request);

            if (_service.Gate is { } gate)
                context.Enter(gate, Path, Rule);
            context.Begin();
            await _handler(context).ConfigureAwait(false);
            // A handler may end its stream at the deadline without a word; that must not look like the stream's own end.
            return context.IsDeadlinePassed ? s_deadlineExceeded : context.IsCallerEnded ? s_callerEnded : WireStatus.Ok;
        }
        catch (Exception) when (context.IsCallerEnded && !context.Http.RequestAborted.IsCancellationRequested)
        {
            return s_callerEnded;
        }
        catch (WireException exception)
        {
            foreach (var entry in exception.Trailers)
                context.ResponseTrailers.AddEntry(entry);
            return exception.Status;
        }
        catch (OperationCanceledException) when (context.IsDeadlinePassed)
        {
            return s_deadlineExceeded;
        }
        catch (Exception) when (context.Http.RequestAborted.IsCancellationRequested)
        {
            return new WireStatus(WireStatusCode.Cancelled, "The client cancelled the call.");
        }
        catch (Exception exception)
        {
            // What the exception says may be a secret: the client gets none of it.
            var logger = context.Http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ClientHa.Server.Wire");
            ServerLog.HandlerFailed(logger, Path, exception);
            return new WireStatus(WireStatusCode.Unknown, "The handler failed; the server's log says why.");
        }
    }
}
