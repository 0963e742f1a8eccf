using ClientHa.Server.Draining;
using ClientHa.Server.Wire;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ClientHa.Server.Health;

/// <summary>
/// Serves <c>grpc.health.v1</c>: whether the site serves, which is one answer for all of its services.
/// </summary>
internal sealed class HealthService(SiteHealth health, ServedServices services, HaDrain drain)
{
    public static ServiceDescriptor Descriptor => HealthReflection.Descriptor.Services[0];

    public void Bind(WireServiceBuilder service) => service
        .Unary<HealthCheckRequest, HealthCheckResponse>("Check", CheckAsync)
        .ServerStreaming<HealthCheckRequest, HealthCheckResponse>("Watch", WatchAsync);

    private Task<HealthCheckResponse> CheckAsync(HealthCheckRequest request, WireContext context) =>
        IsKnown(request)
            ? Task.FromResult(Response(StatusOf(health.Current)))
            : throw new WireException(WireStatusCode.NotFound, $"The service '{request.Service}' is not served here.");

    /// <summary>Follows each state, so that a short one is told, too. A watcher has its last word before the site stops.</summary>
    private async Task WatchAsync(HealthCheckRequest request, WireWriter<HealthCheckResponse> writer, WireContext context)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Closing);
        ServingStatus? told = null;
        HealthMoment moment = health.Latest;
        try
        {
            while (true)
            {
                ServingStatus status = IsKnown(request) ? StatusOf(moment.State) : ServingStatus.ServiceUnknown;
                if (status != told)
                    await writer.WriteAsync(Response(status)).ConfigureAwait(false);
                told = status;
                moment = await moment.NextAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (drain.Closing.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new WireException(WireStatusCode.Unavailable, "The site stops.");
        }
    }

    private bool IsKnown(HealthCheckRequest request) => request.Service.Length == 0 || services.Contains(request.Service);

    private static ServingStatus StatusOf(HealthState state) => state.IsServing ? ServingStatus.Serving : ServingStatus.NotServing;

    private static HealthCheckResponse Response(ServingStatus status) => new() { Status = status };
}
