using ClientHa.Core.Replication;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

/// <summary>Bounds recovery and the log's growth: writes a snapshot when the log has grown by so much, while writing goes on.</summary>
internal sealed class SnapshotKeeper(SiteData data, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Some 400,000 small operations, which take half a second to recover.</summary>
    public const long LogBytesPerSnapshot = 64L << 20;

    /// <summary>What peers and watches that were away can still be told operation by operation. Beyond, they get the state.</summary>
    public const long RetainedLogBytes = 256L << 20;

    private static readonly TimeSpan interval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (data.Store.BytesSinceSnapshot >= LogBytesPerSnapshot)
                    await WriteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        ReplicaState state = (await data.Loop.AskAsync<ReplicaReply.State>(call => new ReplicaInput.Capture(call), cancellationToken).ConfigureAwait(false)).Value;
        try
        {
            await Task.Run(() => data.Store.WriteSnapshot(state), cancellationToken).ConfigureAwait(false);
            data.Store.RemoveOldSegments(RetainedLogBytes);
            SiteLog.SnapshotWritten(logger, state.Documents.Length, state.Records);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            SiteLog.SnapshotFailed(logger, exception);
        }
    }
}
