using System.Runtime.CompilerServices;
using Polly;

namespace ClientHa.Pipeline;

/// <summary>Whether the failover has its place in the pipeline that is being built.</summary>
internal sealed class FailoverPlace
{
    private static readonly ConditionalWeakTable<object, FailoverPlace> Places = [];

    public bool IsTaken { get; private set; }

    /// <summary>Begins a client's pipeline: only such a one can hold the failover.</summary>
    public static FailoverPlace Begin(ResiliencePipelineBuilder<HttpResponseMessage> builder)
    {
        FailoverPlace place = new();
        Places.Add(builder, place);
        return place;
    }

    public static FailoverPlace Of(ResiliencePipelineBuilder<HttpResponseMessage> builder) =>
        Places.TryGetValue(builder, out FailoverPlace? place)
            ? place
            : throw new InvalidOperationException(
                "AddFailover stands only in HaOptions.ConfigurePipeline, on the builder that it is given: any other pipeline has no sites.");

    public void Take()
    {
        if (IsTaken)
            throw new InvalidOperationException("The pipeline has its failover already: call AddFailover once.");
        IsTaken = true;
    }
}
