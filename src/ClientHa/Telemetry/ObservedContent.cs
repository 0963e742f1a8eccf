using System.Net;
using ClientHa.Attempts;

namespace ClientHa.Telemetry;

/// <summary>The body of an observed call's response: its end is the call's.</summary>
internal sealed class ObservedContent(HttpResponseMessage response, bool isGrpc, ICallObservation observation)
    : StreamedContent(response.Content)
{
    private int isOver;

    public override void Complete() => End(new CallEnd
    {
        GrpcStatus = isGrpc && response.StatusCode == HttpStatusCode.OK
            ? GrpcHeaders.Status(response.TrailingHeaders) ?? GrpcHeaders.Unknown
            : null,
        HttpStatus = response.StatusCode,
    });

    public override IOException? Fail(Exception exception)
    {
        End(new CallEnd { Exception = exception });
        return null;
    }

    /// <summary>Who asked by HTTP may be content with the headers; gRPC's status comes last.</summary>
    public override void Abandon() => End(isGrpc ? default : new CallEnd { HttpStatus = response.StatusCode });

    private void End(in CallEnd end)
    {
        if (Interlocked.Exchange(ref isOver, 1) == 0)
            observation.Ended(end);
    }
}
