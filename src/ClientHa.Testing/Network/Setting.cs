namespace ClientHa.Testing.Network;

/// <summary>The faults of one stretch of time, and its end.</summary>
internal sealed class Setting(BridgeFaults faults)
{
    private readonly TaskCompletionSource replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BridgeFaults Faults => faults;

    /// <summary>Ends when another setting has come.</summary>
    public Task Replaced => replaced.Task;

    public void Replace() => replaced.SetResult();
}
