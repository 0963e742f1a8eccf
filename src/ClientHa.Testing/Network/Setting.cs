namespace ClientHa.Testing.Network;

/// <summary>The faults of one stretch of time, and its end.</summary>
internal sealed class Setting
{
    private readonly TaskCompletionSource replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Setting? forthCut, backCut;

    public Setting(BridgeFaults faults, Setting? before = null)
    {
        Faults = faults;
        forthCut = CutSince(faults.Forth, before?.forthCut);
        backCut = CutSince(faults.Back, before?.backCut);
    }

    public BridgeFaults Faults { get; }

    /// <summary>Ends when another setting has come.</summary>
    public Task Replaced => replaced.Task;

    /// <summary>The setting with which the bytes of this direction began to be counted; null while they are not.</summary>
    public Setting? CutSince(bool isForth) => isForth ? forthCut : backCut;

    public void Replace() => replaced.SetResult();

    private Setting? CutSince(FlowFaults flow, Setting? before) => flow.CutAfterBytes is null ? null : before ?? this;
}
