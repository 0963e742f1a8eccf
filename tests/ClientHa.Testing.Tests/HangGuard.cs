namespace ClientHa.Testing.Tests;

/// <summary>Ends what would otherwise hang. Far above what anything here takes on a busy machine.</summary>
internal static class HangGuard
{
    public static CancellationToken Token => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
