using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.V1;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>What a write has to do with the client's session: what it compares with, how safe it is to be, and that it is kept.</summary>
internal sealed class WriteSession(
    SessionKeeper session, SessionCalls calls, HandOver handOver, DroppedWrites drops, ServiceClientOptions options, ILogger logger)
{
    private int isUnconfirmed;

    /// <summary>Sends a write, and takes note of its answer.</summary>
    /// <param name="request">A put, a delete or an addition.</param>
    /// <param name="id">Its operation's.</param>
    /// <param name="send">Makes the call, in the time that it may take.</param>
    /// <param name="timeout">All the time that there is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<WriteResponse> SendAsync(
        IMessage request, OperationId id, Func<IMessage, TimeSpan, Task<WriteResponse>> send, TimeSpan timeout, CancellationToken cancellationToken)
    {
        WriteResponse response = WriteRequests.HasCondition(request)
            ? await calls.CallAsync((token, time) => send(With(token), time < timeout ? time : timeout), cancellationToken).ConfigureAwait(false)
            : await send(With(null), timeout).ConfigureAwait(false);
        foreach (KeptWrite dropped in session.TakeWrite(request, id, response))
            drops.Tell(dropped, DroppedWriteReason.TooMany);
        handOver.Look();
        Tell(response);
        return response;

        IMessage With(V1.Session? token) => WriteRequests.With(request, token, Concern());
    }

    private V1.WriteConcern? Concern() => options.WriteConcern == WriteConcern.AnyPeer
        ? new V1.WriteConcern { AnyPeer = true, TimeoutMilliseconds = (int)Math.Ceiling(options.WriteConcernTimeout.TotalMilliseconds) }
        : null;

    /// <summary>Counts each, and logs the first of a row.</summary>
    private void Tell(WriteResponse response)
    {
        if (response.Unconfirmed)
            SessionTelemetry.Unconfirmed();
        if (Interlocked.Exchange(ref isUnconfirmed, response.Unconfirmed ? 1 : 0) == 0 && response.Unconfirmed)
            Log.Unconfirmed(logger);
    }
}
