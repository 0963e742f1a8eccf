using ClientHa.Core.Replication;
using ClientHa.Server.Draining;
using ClientHa.Server.Replication;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Documents;

/// <summary>A watch for a client: see <see cref="DocumentWatch"/>.</summary>
internal sealed class WatchHandler(IReplicaAccess access)
{
    public async Task RunAsync(WatchRequest request, WireWriter<WatchResponse> responses, WireContext context)
    {
        VersionVector? from = Read(request);
        SiteClock clock = access.Open().Clock;
        await foreach (WatchResponse response in new DocumentWatch(access, request.Prefix).RunAsync(from, context.CancellationToken).ConfigureAwait(false))
            await responses.WriteAsync(Timed(response, clock)).ConfigureAwait(false);
        throw Elsewhere.Refusal(Elsewhere.Drain, "This site stops; the watch goes on at another one, from its cursor.");
    }

    /// <summary>
    /// A stamp that is ahead of all that the response shows, so that what its client writes then wins over it. By the time by which this
    /// site judges stamps: that of a wall clock that has jumped no site would take.
    /// </summary>
    private WatchResponse Timed(WatchResponse response, SiteClock clock)
    {
        HybridClock shown = new(response.Changes.Count == 0 ? 0 : response.Changes.Max(change => change.Document.Version.Stamp));
        response.Clock = shown.Tick(clock.Now).Last;
        // What a reset shows is covered by its last response; until then the session has seen what it had.
        response.Site = access.Sessions.Word(response.Cursor);
        return response;
    }

    private static VersionVector? Read(WatchRequest request)
    {
        if (request.FromNow)
        {
            return request.Cursor.IsEmpty
                ? null
                : throw new WireException(WireStatusCode.InvalidArgument, "A watch starts from a cursor or from now, not from both.");
        }
        try
        {
            return Cursor.Read(request.Cursor);
        }
        catch (FormatException fault)
        {
            throw new WireException(WireStatusCode.InvalidArgument, $"{fault.Message} Watch without a cursor.");
        }
    }
}
