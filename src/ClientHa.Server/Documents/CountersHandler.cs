using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Documents;

/// <summary>Lists counters, a page at a time.</summary>
internal sealed class CountersHandler(IReplicaAccess access)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1_000;

    public async Task<ListCountersResponse> ListAsync(ListCountersRequest request, WireContext context)
    {
        if (request.PageSize is < 0 or > MaxPageSize)
            throw new WireException(WireStatusCode.InvalidArgument, $"page_size {request.PageSize} is out of range: give 1 to {MaxPageSize}, or 0 for {DefaultPageSize}.");
        ReplicaLoop loop = access.Open();
        bool isStale = await access.Sessions.EnterAsync(request.Session, context.CancellationToken).ConfigureAwait(false);
        var page = await loop.AskAsync<ReplicaReply.Counters>(
            call => new ReplicaInput.ListCounters(
                call, request.Prefix, request.PageToken.Length > 0 ? request.PageToken : null, request.PageSize == 0 ? DefaultPageSize : request.PageSize),
            context.CancellationToken).ConfigureAwait(false);
        return new()
        {
            Counters = { page.Items.Select(counter => new Counter { Key = counter.Key, Total = counter.Total }) },
            NextPageToken = page.HasMore ? page.Items[^1].Key : "",
            Clock = page.Clock,
            Site = access.Sessions.Word(isStale),
        };
    }
}
