using System.Collections.Immutable;
using ClientHa.Configuration;

namespace ClientHa.Resolving;

/// <summary>Finds out how many sites share a name: looks 0., 1., 2., … up, several at a time, until two in a row do not exist.</summary>
internal static class SiteDiscovery
{
    /// <summary>Two sites and the two names that end the list: mostly one batch.</summary>
    private const int Batch = 4;

    /// <summary>The sites' numbers, rising; never none. What is found of addresses is kept in the book.</summary>
    public static async Task<ImmutableArray<int>> FindAsync(HaPlan plan, AddressBook book, ImmutableArray<int> known)
    {
        List<Existence> asked = [];
        int until = Math.Max(Batch, known[^1] + 3);
        while (true)
        {
            until = Math.Min(until, SiteNaming.MaxSites);
            asked.AddRange(await Task.WhenAll(
                Enumerable.Range(asked.Count, until - asked.Count).Select(number => LookUpAsync(book.Of(plan.Numbered(number))))).ConfigureAwait(false));
            SiteScan scan = SiteScan.Of(asked, known, SiteNaming.MaxSites);
            if (scan.IsOver)
                return scan.Numbers;
            until += Batch;
        }
    }

    private static async Task<Existence> LookUpAsync(Sites.SiteAddresses addresses)
    {
        try
        {
            await addresses.RefreshAsync().ConfigureAwait(false);
            return Existence.Exists;
        }
        catch (NameResolutionException exception)
        {
            return exception.Kind == NameResolutionFailure.NoSuchName ? Existence.Missing : Existence.Unknown;
        }
    }
}
