using ClientHa.Attempts;
using ClientHa.Configuration;
using Polly;

namespace ClientHa.Pipeline;

/// <summary>The application's own strategies around the failover. One for each client; there is none where it has none.</summary>
internal sealed class CallPipeline(ResiliencePipeline<HttpResponseMessage> pipeline)
{
    public static CallPipeline? For(HaPlan plan, TimeProvider timeProvider)
    {
        if (plan.ConfigurePipeline is not { } configure)
            return null;
        ResiliencePipelineBuilder<HttpResponseMessage> builder = new() { Name = nameof(ClientHa), TimeProvider = timeProvider };
        FailoverPlace place = FailoverPlace.Begin(builder);
        configure(builder);
        if (!place.IsTaken)
            builder.AddFailover();
        return new(builder.Build());
    }

    public async Task<HttpResponseMessage> SendAsync(AttemptLoop attempts, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        PipelinedCall call = new(attempts, request, cancellationToken);
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(PipelinedCall.Key, call);
        HttpResponseMessage? response = null;
        try
        {
            Outcome<HttpResponseMessage> outcome = await pipeline.ExecuteOutcomeAsync(
                static (inner, state) => state.SendAttemptAsync(inner), context, call).ConfigureAwait(false);
            outcome.ThrowIfException();
            return response = outcome.Result ?? throw new InvalidOperationException("A strategy of ConfigurePipeline gave null for a response.");
        }
        finally
        {
            call.End(isAnswered: response is not null);
            attempts.Leave();
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
