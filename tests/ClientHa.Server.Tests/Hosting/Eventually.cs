namespace ClientHa.Server.Tests.Hosting;

/// <summary>Asks again and again what nobody tells by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(10);

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        CancellationToken guard = HangGuard.Token;
        while (!await holds())
            await Task.Delay(pause, guard);
    }
}
