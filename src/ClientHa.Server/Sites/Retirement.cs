using ClientHa.Core.Replication;
using ClientHa.Server.Draining;
using ClientHa.Server.Hosting;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Sites;

/// <summary>An operator's word that lives of a site will never come back.</summary>
internal sealed class Retirement(ServerPlan plan, EmbeddedSite site)
{
    /// <exception cref="WireException">What is to be retired is connected, is this site itself, or is not known; or a peer could not read that it was retired.</exception>
    public async Task<RetireResponse> RetireAsync(RetireRequest request, CancellationToken cancellationToken)
    {
        if (site.Peers is not { } peers || site.Data is not { } data || data.Membership.Cluster is null)
            throw Elsewhere.Refusal(Elsewhere.Starting, $"Site {plan.Site} belongs to no cluster yet.");
        ReplicaId[] named = request.Replica.Length > 0 ? [Read(request.Replica)] : [.. data.Loop.Known.Where(replica => replica.Site == request.Site)];
        if (named.Contains(data.Loop.Replica))
            throw Refusal($"Site {plan.Site} cannot retire itself: ask another site.");
        HashSet<ReplicaId> connected = [.. peers.Host.Table.Linked];
        if (named.FirstOrDefault(connected.Contains) is { IsNone: false } living && (request.Replica.Length > 0 || named.Length == 1))
            throw Refusal($"Replica {living} of site {living.Site} is connected, and so it is not gone: stop it first.");
        ReplicaId[] gone = [.. named.Where(replica => !connected.Contains(replica))];
        site.ThrowIfTooNew(Core.Replication.OperationKind.Retire);
        ReplicaReply.Retired reply = await data.Loop.AskAsync<ReplicaReply.Retired>(
            call => new ReplicaInput.Retire(call, gone), cancellationToken).ConfigureAwait(false);
        return reply.Replicas.Length > 0
            ? new RetireResponse { Replicas = { reply.Replicas.Select(replica => replica.ToString()) } }
            : throw new WireException(WireStatusCode.NotFound, $"Site {plan.Site} knows of no {(request.Replica.Length > 0 ? $"replica {request.Replica}" : $"site {request.Site}")}; it knows {string.Join(", ", data.Loop.Known.Select(replica => $"{replica} (site {replica.Site})"))}.");
    }

    private static ReplicaId Read(string text) => ReplicaId.TryParse(text, out ReplicaId replica)
        ? replica
        : throw new WireException(WireStatusCode.InvalidArgument, $"The replica \"{text}\" is not 16 hexadecimal digits, as clientha status --json shows them.");

    private static WireException Refusal(string message) => new(WireStatusCode.FailedPrecondition, message);
}
