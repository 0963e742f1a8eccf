using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>What a client tells a little after it has happened.</summary>
internal static class HistoryWaits
{
    /// <summary>Waits for the first ejection of a site.</summary>
    public static async Task<HaEjection> EjectionAsync(this ScriptedSites sites, int number)
    {
        await Eventually.UntilAsync(() => sites.History.Site(number).Ejections.Count > 0);
        return sites.History.Site(number).Ejections[0];
    }

    /// <summary>Waits until a client takes a site for so.</summary>
    public static Task UntilAsync(this Caller caller, int site, SiteState state) =>
        Eventually.UntilAsync(() => Task.FromResult(caller.State(site) == state), () => $"site {site} {state}: {caller.Status.Sites[site]}");

    /// <summary>Asks until a site answers, and gives who has answered before.</summary>
    public static async Task<int?[]> AskUntilAsync(this Caller caller, int site)
    {
        List<int?> before = [];
        CancellationToken guard = HangGuard.Token;
        while (await caller.AskAsync() is { } answered && answered != site)
        {
            guard.ThrowIfCancellationRequested();
            before.Add(answered);
        }
        return [.. before];
    }
}
