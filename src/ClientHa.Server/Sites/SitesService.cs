using ClientHa.Core.Replication;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Peers;
using ClientHa.Server.Wire;
using ClientHa.V1;
using Microsoft.AspNetCore.Routing;

namespace ClientHa.Server.Sites;

/// <summary>Tells operators how the site and its links are, in every phase.</summary>
internal sealed class SitesService(ServerPlan plan, SiteHealth health, EmbeddedSite site)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapWireService(SitesReflection.Descriptor.Services[0], service => service
        .Unary<GetStatusRequest, GetStatusResponse>("GetStatus", (_, _) => Task.FromResult(Status())));

    private GetStatusResponse Status()
    {
        GetStatusResponse response = new()
        {
            Site = plan.Site,
            State = Enum.Parse<V1.SiteState>(health.Current.Phase.ToString()),
            Reason = health.Current.Reason,
            Version = typeof(SitesService).Assembly.GetName().Version?.ToString(3) ?? "",
            Watches = site.Watches.Open,
        };
        if (site.Data is { } data)
        {
            VersionVector durable = data.Store.DurableVector;
            response.Replica = data.Loop.Replica.ToString();
            response.Cluster = data.Membership.Cluster?.ToString() ?? "";
            response.Documents = data.Loop.LiveDocuments;
            response.Digest = data.Loop.Digest;
            foreach (Core.Replication.VectorEntry entry in durable.Entries)
                response.Vector.Add(new ReplicaPosition { Replica = entry.Replica.ToString(), Site = entry.Replica.Site, Sequence = entry.Sequence });
        }
        response.Links.AddRange((site.Peers?.Report() ?? []).Select(Row).OrderBy(row => row.Site));
        return response;
    }

    private static LinkStatus Row(PeerReport peer) => new()
    {
        Name = peer.Identity is { } identity ? $"site{identity.Site}" : peer.Address,
        Address = peer.Address,
        Site = peer.Identity?.Site ?? -1,
        Replica = peer.Identity?.Replica.ToString() ?? "",
        State = Enum.Parse<V1.LinkState>(peer.State.ToString()),
        LastGood = peer.LastGood?.ToUnixTimeMilliseconds() ?? 0,
        LastBad = peer.LastBad?.ToUnixTimeMilliseconds() ?? 0,
        LastBadReason = peer.LastBadReason,
        LastInserted = peer.LastInserted,
        LastDeleted = peer.LastDeleted,
        Pending = (long)peer.Pending,
        LagSeconds = peer.Lag.TotalSeconds,
    };
}
