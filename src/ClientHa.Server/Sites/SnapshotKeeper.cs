using ClientHa.Core.Replication;
using ClientHa.Wire;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

/// <summary>Bounds recovery and the log's growth: writes a snapshot when the log has grown by so much, while writing goes on.</summary>
internal sealed class SnapshotKeeper(SiteData data, StoreLimits limits, SiteWarnings warnings, TimeProvider timeProvider, ILogger logger)
{
    private const string Topic = "snapshot";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(limits.Interval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (data.Store.BytesSinceSnapshot < limits.LogBytesPerSnapshot && !data.Store.IsTooLong)
                    continue;
                if (!await TryWriteAsync(cancellationToken).ConfigureAwait(false))
                    await Task.Delay(limits.PauseAfterFailure, timeProvider, cancellationToken).ConfigureAwait(false);
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
            await Task.Run(() => Write(state), cancellationToken).ConfigureAwait(false);
            warnings.Set(Topic, null);
            SiteLog.SnapshotWritten(logger, state.Documents.Length, state.Records);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or WireException && !data.Loop.Failed.IsCompleted)
        {
            SiteLog.SnapshotFailed(logger, exception);
            warnings.Set(Topic, $"No snapshot could be written ({exception.Message}): the log grows until one can, up to MaxLogBytes. See to the disk.");
            return false;
        }
    }

    private void Write(ReplicaState state)
    {
        if (data.Store.IsTooLong)
        {
            // Nobody writes until it is cut, and so there is no next snapshot by which it could be cut to this one.
            data.Store.Compact(state, limits.RetainedLogBytes);
            return;
        }
        data.Store.WriteSnapshot(state);
        data.Store.RemoveOldSegments(limits.RetainedLogBytes);
    }
}
