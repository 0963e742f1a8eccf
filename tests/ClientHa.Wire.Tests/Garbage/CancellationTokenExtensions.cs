namespace ClientHa.Wire.Tests.Garbage;

internal static class CancellationTokenExtensions
{
    /// <summary>Ends when the token is cancelled.</summary>
    public static async Task WaitAsync(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(Site.Channels.Guard, CancellationToken.None);
    }
}
