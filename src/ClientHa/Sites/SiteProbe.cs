using ClientHa.Attempts;
using ClientHa.Configuration;

namespace ClientHa.Sites;

/// <summary>
/// Asks a site whether it is alive: by a GET of <see cref="HaOptions.ProbePath"/> where one is set, which is to be answered well;
/// else by <c>grpc.health.v1</c> for gRPC and a GET of / for plain HTTP, where any answer counts unless it says otherwise.
/// </summary>
internal sealed class SiteProbe(HaPlan plan, SiteHandlerFactory handlers, MonotonicClock clock)
{
    /// <summary>A race and a suspicion decide about calls that wait, so they don't give a site long.</summary>
    private static readonly TimeSpan Urgent = TimeSpan.FromSeconds(1);

    /// <summary>Over a connection of its own. Null if the site is alive; else why not.</summary>
    public async Task<ProbeResult> RunAsync(Site site, bool isUrgent, RequestShape shape, CancellationToken cancellationToken)
    {
        TimeSpan limit = isUrgent && plan.ConnectTimeout > Urgent ? Urgent : plan.ConnectTimeout;
        SiteGeneration generation;
        try
        {
            generation = new SiteGeneration(0, clock.Now, own => handlers.Create(site, own));
        }
        catch (Exception exception)
        {
            // The application's own callback threw.
            return exception.Message;
        }
        try
        {
            return await AskAsync(site, generation, limit, shape, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            generation.Dispose();
        }
    }

    /// <summary>Over a connection that calls will use, and which is made if there is none. Null if the site is alive.</summary>
    public Task<ProbeResult> WarmAsync(Site site, SiteGeneration generation, RequestShape shape, CancellationToken cancellationToken) =>
        AskAsync(site, generation, plan.ConnectTimeout, shape, cancellationToken);

    private async Task<ProbeResult> AskAsync(
        Site site, SiteGeneration generation, TimeSpan limit, RequestShape shape, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(limit, clock.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = shape.Probe(plan, site);
            using HttpResponseMessage response = await generation.Invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            return plan.ProbePath is { } path ? (response.IsSuccessStatusCode ? null : $"answered HTTP {(int)response.StatusCode} to GET {path}")
                : shape.IsGrpc ? await GrpcHealth.FaultOfAsync(response, either.Token).ConfigureAwait(false)
                : OutcomeClassifier.HttpFault(response.StatusCode);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return timeout.IsCancellationRequested
                ? $"no answer within {limit.TotalSeconds:0.###} s"
                : ProbeResult.Of(OutcomeClassifier.FromException(exception, generation));
        }
    }
}
