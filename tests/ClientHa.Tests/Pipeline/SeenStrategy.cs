using Polly;

namespace ClientHa.Tests.Pipeline;

/// <summary>Notes what goes through it: a word at the beginning, and how it ended.</summary>
internal sealed class SeenStrategy(string name, List<string> seen) : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        seen.Add(name);
        Outcome<HttpResponseMessage> outcome = await callback(context, state);
        seen.Add($"{name} {(outcome.Exception is null ? "answered" : "failed")}");
        return outcome;
    }
}
