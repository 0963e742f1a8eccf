namespace ClientHa.Testing.Network;

/// <summary>What the connections of a bridge have in common: the faults in force, and the clock.</summary>
internal sealed class Link(TimeProvider timeProvider)
{
    private volatile Setting setting = new(BridgeFaults.Nothing);

    public TimeProvider TimeProvider => timeProvider;

    public Setting Setting => setting;

    /// <summary>One caller at a time.</summary>
    public void Set(BridgeFaults faults)
    {
        Setting before = setting;
        setting = new Setting(faults, before);
        before.Replace();
    }

    /// <summary>Ends after so long, or with the setting, or with any of the others.</summary>
    public async Task PauseAsync(TimeSpan longest, Setting during, params Task[] orUntil)
    {
        using var over = new CancellationTokenSource();
        Task pause = Task.Delay(longest, timeProvider, over.Token);
        await Task.WhenAny([pause, during.Replaced, .. orUntil]).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }
}
