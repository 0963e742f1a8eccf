using ClientHa.Pipeline;
using Polly;

namespace ClientHa;

/// <summary>The failover as a strategy of Polly.</summary>
public static class HaResiliencePipelineBuilderExtensions
{
    /// <summary>
    /// Says where the failover stands in the pipeline of <see cref="HaOptions.ConfigurePipeline"/>. What is added before it sees a call as
    /// a whole, with all its attempts; what is added behind it sees each attempt. Where this is not called, the failover comes last.
    /// </summary>
    /// <param name="builder">What <see cref="HaOptions.ConfigurePipeline"/> was given.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The builder is another one, or has its failover already.</exception>
    /// <remarks>
    /// <para>An attempt that a timeout behind the failover ends counts as one that took longer than
    /// <see cref="HaOptions.AttemptTimeout"/>. A transport error or an answer that chaos injects there counts against the site like a real
    /// one, and as never sent. Any other exception of a strategy there, such as that of an open circuit, ends the call.</para>
    /// <para>Retries stand before the failover: behind it an attempt can be sent only once, since whether it may be repeated is for
    /// <see cref="HaOptions.Replay"/> to say. Hedging cannot stand in this pipeline.</para>
    /// </remarks>
    public static ResiliencePipelineBuilder<HttpResponseMessage> AddFailover(this ResiliencePipelineBuilder<HttpResponseMessage> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        FailoverPlace.Of(builder).Take();
        return builder.AddStrategy(static _ => new FailoverStrategy());
    }
}
