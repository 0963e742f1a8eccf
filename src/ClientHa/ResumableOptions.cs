namespace ClientHa;

/// <summary>What <see cref="Resumable"/> takes for a loss, and who is told of one.</summary>
public sealed class ResumableOptions
{
    /// <summary>
    /// Whether the stream is opened again after this exception. Default: <see cref="Resumable.IsConnectionLost"/>. A gRPC library has an
    /// exception of its own, so add it: <c>exception is RpcException { StatusCode: StatusCode.Unavailable }</c>.
    /// </summary>
    public Func<Exception, bool> ShouldResume { get; set; } = Resumable.IsConnectionLost;

    /// <summary>
    /// Called with each loss, before the stream is opened again, while the next item is asked for. What it throws ends the reading.
    /// Default: none.
    /// </summary>
    public Action<Exception>? Interrupted { get; set; }

    /// <summary>
    /// The clock of the pauses: none after a stream that was good for a second, then from 0.1 to 2 seconds with jitter. Default: the
    /// system's.
    /// </summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
