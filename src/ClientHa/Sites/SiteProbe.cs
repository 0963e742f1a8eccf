using ClientHa.Attempts;
using ClientHa.Configuration;

namespace ClientHa.Sites;

/// <summary>
/// Asks a site, over a connection of its own, whether it is alive: <c>grpc.health.v1</c> for gRPC, a GET of / else. Anything
/// that is answered counts as alive, unless the answer says otherwise.
/// </summary>
internal sealed class SiteProbe(HaPlan plan, SiteHandlerFactory handlers, MonotonicClock clock)
{
    /// <summary>A race and a suspicion decide about calls that wait, so they don't give a site long.</summary>
    private static readonly TimeSpan Urgent = TimeSpan.FromSeconds(1);

    public async Task<ProbeResult> RunAsync(Site site, bool isUrgent, RequestShape shape, CancellationToken cancellationToken)
    {
        TimeSpan limit = isUrgent && plan.ConnectTimeout > Urgent ? Urgent : plan.ConnectTimeout;
        using CancellationTokenSource timeout = new(limit, clock.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        SiteGeneration? generation = null;
        try
        {
            generation = new SiteGeneration(0, clock.Now, own => handlers.Create(site, own));
            using HttpRequestMessage request = shape.Probe(plan, site);
            using HttpResponseMessage response = await generation.Invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            return shape.IsGrpc
                ? await GrpcHealth.FaultOfAsync(response, either.Token).ConfigureAwait(false)
                : OutcomeClassifier.HttpFault(response.StatusCode);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return timeout.IsCancellationRequested
                ? $"no answer within {limit.TotalSeconds:0.###} s"

                // The application's own callback threw.
                : generation is null ? exception.Message
                : ProbeResult.Of(OutcomeClassifier.FromException(exception, generation));
        }
        finally
        {
            generation?.Dispose();
        }
    }
}
