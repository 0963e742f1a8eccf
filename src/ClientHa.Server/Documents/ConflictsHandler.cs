using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Documents;

/// <summary>Lists writes that lost to a concurrent one, a page at a time.</summary>
internal sealed class ConflictsHandler(IReplicaAccess access)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1_000;
    private const int MaxPageBytes = 1024 * 1024;

    public async Task<ListConflictsResponse> ListAsync(ListConflictsRequest request, WireContext context)
    {
        if (request.PageSize is < 0 or > MaxPageSize)
            throw new WireException(WireStatusCode.InvalidArgument, $"page_size {request.PageSize} is out of range: give 1 to {MaxPageSize}, or 0 for {DefaultPageSize}.");
        ConflictPlace? after = Read(request.PageToken);
        var page = await access.Open().AskAsync<ReplicaReply.Conflicts>(
            call => new ReplicaInput.ListConflicts(call, request.Prefix, after, request.PageSize == 0 ? DefaultPageSize : request.PageSize, MaxPageBytes),
            context.CancellationToken).ConfigureAwait(false);
        return new()
        {
            Conflicts = { page.Items.Select(Entry) },
            NextPageToken = page.HasMore ? Print(page.Items[^1].Place) : "",
        };
    }

    private static ConflictEntry Entry(Core.Replication.StoredConflict conflict) => new()
    {
        Lost = Codec.WriteDocument(conflict.Lost),
        LostDeleted = conflict.Lost.IsDeleted,
        LostReplica = conflict.LostReplica.Value,
        Won = Codec.WriteDocument(conflict.Won),
        WonDeleted = conflict.Won.IsDeleted,
        WonReplica = conflict.WonReplica.Value,
    };

    private static string Print(ConflictPlace place) => $"{VersionText.Print(place.Won)}{VersionText.Print(place.Lost)}";

    private static ConflictPlace? Read(string token)
    {
        if (token.Length == 0)
            return null;
        return token.Length == 2 * VersionText.Length && VersionText.TryRead(token.AsSpan(0, VersionText.Length), out WriteVersion won)
            && VersionText.TryRead(token.AsSpan(VersionText.Length), out WriteVersion lost)
            ? new(won, lost)
            : throw new WireException(WireStatusCode.InvalidArgument, "The page_token is none that a site has given: begin without one.");
    }
}
