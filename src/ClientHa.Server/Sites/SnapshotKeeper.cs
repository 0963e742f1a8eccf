using ClientHa.Core.Replication;
using ClientHa.Wire;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

/// <summary>Bounds recovery and the log's growth: writes a snapshot when the log has grown by so much, while writing goes on.</summary>
internal sealed class SnapshotKeeper(SiteData data, StoreLimits limits, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>A disk that is full stays so for a while, and need not be told of each second.</summary>
    private static readonly TimeSpan pauseAfterFailure = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(limits.Interval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (data.Store.BytesSinceSnapshot >= limits.LogBytesPerSnapshot && !await TryWriteAsync(cancellationToken).ConfigureAwait(false))
                    await Task.Delay(pauseAfterFailure, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException || data.Loop.Failed.IsCompleted)
        {
        }
    }

    private async Task<bool> TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReplicaState state = (await data.Loop.AskAsync<ReplicaReply.State>(call => new ReplicaInput.Capture(call), cancellationToken).ConfigureAwait(false)).Value;
            await Task.Run(() => data.Store.WriteSnapshot(state), cancellationToken).ConfigureAwait(false);
            data.Store.RemoveOldSegments(limits.RetainedLogBytes);
            SiteLog.SnapshotWritten(logger, state.Documents.Length, state.Records);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or WireException && !data.Loop.Failed.IsCompleted)
        {
            SiteLog.SnapshotFailed(logger, exception);
            return false;
        }
    }
}
