using ClientHa.Server.Keeping;
using ClientHa.Server.Wire;
using ClientHa.V1;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Server.Sites;

/// <summary>Tells operators how the site and its links are, in every phase, and lets them stop it.</summary>
internal sealed class SitesService(SiteStatus status, BackupHandler backup, Retirement retirement, IHostApplicationLifetime lifetime)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapWireService(SitesReflection.Descriptor.Services[0], service => service
        .Unary<GetStatusRequest, GetStatusResponse>("GetStatus", (_, context) => Task.FromResult(Read(context)))
        .Unary<DrainRequest, DrainResponse>("Drain", (_, _) => Task.FromResult(Drain()))
        .Unary<RetireRequest, RetireResponse>("Retire", (request, context) => retirement.RetireAsync(request, context.CancellationToken))
        .ServerStreaming<BackupRequest, BackupResponse>("Backup", backup.RunAsync));

    private GetStatusResponse Read(WireContext context)
    {
        SiteConnections.MarkAsker(context.Http);
        return status.Read();
    }

    /// <summary>The stop waits for the calls under way, and so not in one of them.</summary>
    private DrainResponse Drain()
    {
        ThreadPool.UnsafeQueueUserWorkItem(static lifetime => lifetime.StopApplication(), lifetime, preferLocal: false);
        return new();
    }
}
