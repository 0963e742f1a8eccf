using System.Diagnostics.CodeAnalysis;
using Polly;

namespace ClientHa.Pipeline;

/// <summary>The attempt loop as a strategy: what stands behind it is carried out for each attempt.</summary>
internal sealed class FailoverStrategy : ResilienceStrategy<HttpResponseMessage>
{
    [SuppressMessage("Design", "CA1031", Justification = "Polly hands exceptions on as outcomes.")]
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            PipelinedCall call = context.Properties.GetValue(PipelinedCall.Key, null!);
            return Outcome.FromResult(await call.PassAsync(() => callback(context, state), context.CancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }
    }
}
