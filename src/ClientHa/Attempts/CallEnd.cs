using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>What is to be done, once, when a committed call ends: well, by a loss in mid-stream, or by its caller.</summary>
internal sealed class CallEnd(SiteDirectory directory, Site site, SiteGeneration generation, Attempt? attempt, Call call)
{
    private int isOver;

    /// <summary>The body was read to its end.</summary>
    public void Complete(HttpResponseMessage response)
    {
        if (TryEnd())
            directory.Record(site, generation, call.IsGrpc ? OutcomeClassifier.FromTrailers(response) : AttemptOutcome.Answered, call.Method);
    }

    /// <summary>Reading the body failed, and not because the caller gave it up.</summary>
    public void Fail(Exception exception)
    {
        if (TryEnd())
            directory.Record(site, generation, OutcomeClassifier.FromException(exception, generation) with { Execution = Execution.Unknown });
    }

    /// <summary>The caller is done with the response.</summary>
    public void Abandon() => TryEnd();

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref isOver, 1) != 0)
            return false;
        attempt?.Dispose();
        generation.Leave();
        return true;
    }
}
