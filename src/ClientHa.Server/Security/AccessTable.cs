using System.Collections.Frozen;
using ClientHa.V1;

namespace ClientHa.Server.Security;

/// <summary>Each method that a site serves, and who may call it. What has no row, nobody may call.</summary>
internal static class AccessTable
{
    private static readonly AccessRule anyone = new();
    private static readonly AccessRule forOperators = new(AccessRole.Operator);

    /// <summary>By path.</summary>
    public static FrozenDictionary<string, AccessRule> Methods { get; } = new Dictionary<string, AccessRule>
    {
        ["/grpc.health.v1.Health/Check"] = anyone,
        ["/grpc.health.v1.Health/Watch"] = anyone with { IsWatch = true },

        ["/clientha.v1.DocumentsService/Get"] = Documents<GetRequest>(request => AccessDemand.ToRead(request.Key)),
        ["/clientha.v1.DocumentsService/Put"] = Documents<PutRequest>(request => AccessDemand.ToWrite(request.Key)),
        ["/clientha.v1.DocumentsService/Delete"] = Documents<DeleteRequest>(request => AccessDemand.ToWrite(request.Key)),
        ["/clientha.v1.DocumentsService/List"] = Documents<ListRequest>(request => AccessDemand.ToReadAll(request.Prefix)),
        ["/clientha.v1.DocumentsService/Watch"] = Documents<WatchRequest>(request => AccessDemand.ToReadAll(request.Prefix)) with { IsWatch = true },
        ["/clientha.v1.DocumentsService/Add"] = Documents<AddRequest>(request => AccessDemand.ToWrite(request.Key)),
        ["/clientha.v1.DocumentsService/GetCounter"] = Documents<GetCounterRequest>(request => AccessDemand.ToRead(request.Key)),
        ["/clientha.v1.DocumentsService/ListCounters"] = Documents<ListCountersRequest>(request => AccessDemand.ToReadAll(request.Prefix)),
        ["/clientha.v1.DocumentsService/ListConflicts"] = Documents<ListConflictsRequest>(request => AccessDemand.ToReadAll(request.Prefix)),

        // Sites ask each other, so that the status page of any of them shows all.
        ["/clientha.v1.SitesService/GetStatus"] = new(AccessRole.Operator, AccessRole.Peer),
        ["/clientha.v1.SitesService/Drain"] = forOperators,
        ["/clientha.v1.SitesService/Retire"] = forOperators,
        ["/clientha.v1.SitesService/Backup"] = forOperators,

        ["/clientha.v1.ReplicationService/Exchange"] = new(AccessRole.Peer),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a load balancer asks, over HTTP; all else there is for operators.</summary>
    public static FrozenSet<string> OpenPages { get; } = FrozenSet.Create(StringComparer.Ordinal, "/ping", "/healthz", "/readyz");

    private static AccessRule Documents<TRequest>(Func<TRequest, AccessDemand> demand) =>
        new(AccessRole.Client, AccessRole.Operator) { Demand = request => demand((TRequest)request) };
}
