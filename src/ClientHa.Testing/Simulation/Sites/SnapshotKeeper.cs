using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>Bounds recovery and the log's growth: writes a snapshot when the log has grown by so much, while writing goes on.</summary>
internal sealed class SnapshotKeeper(SiteProcess process)
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan pauseAfterFailure = TimeSpan.FromMinutes(1);

    public void Start() => process.After(interval, Look);

    private void Look()
    {
        if (process.Store.NeedsSnapshot)
            process.Loop.Post(new ReplicaInput.Capture((Action<ReplicaReply>)(reply => process.After(process.Disk.SyncTime(), () => Write(((ReplicaReply.State)reply).Value)))));
        else
            Start();
    }

    private void Write(ReplicaState state)
    {
        SimulationViolation.Unless(
            state.Records <= process.Store.DurableRecord && state.Records >= process.Store.SnapshotRecord,
            "a state counts its records",
            $"{process.Site} counts {state.Records} records in a state, behind snapshot {process.Store.SnapshotRecord} and with {process.Store.DurableRecord} in its log");
        process.After(process.Store.TryWriteSnapshot(state) ? interval : pauseAfterFailure, Look);
    }
}
