using System.Globalization;

namespace ClientHa.Configuration;

/// <summary>The checked <see cref="HaOptions.FirstChoice"/>.</summary>
/// <param name="Kind">Where the order comes from.</param>
/// <param name="Site">For <see cref="FirstChoiceKind.Site"/>, and only then, the index of the site that stands first.</param>
internal readonly record struct FirstChoice(FirstChoiceKind Kind, int? Site = null)
{
    private const int ShownSites = 8;

    private const string Keywords = "Stable, Random, Ordered or Nearest";

    /// <summary>Without sites, because they are at fault themselves, no site can be looked for.</summary>
    public static FirstChoice Read(string? text, SiteNaming? naming, Findings findings)
    {
        FirstChoiceKind? keyword = text?.ToLowerInvariant() switch
        {
            "stable" => FirstChoiceKind.Stable,
            "random" => FirstChoiceKind.Random,
            "ordered" => FirstChoiceKind.Ordered,
            "nearest" => FirstChoiceKind.Nearest,
            _ => null,
        };
        if (keyword is { } kind)
            return new(kind);
        if (naming is null)
            return default;
        int[] found = [.. Enumerable.Range(0, naming.Sites.Length).Where(index => IsMeant(text, naming, index))];
        if (found is [int site])
            return new(FirstChoiceKind.Site, site);
        string fault = found.Length == 0 ? "is none of the sites" : $"fits {found.Length} sites";
        string sites = naming.Sites.Length <= ShownSites
            ? string.Join(", ", naming.Sites)
            : $"{string.Join(", ", naming.Sites[..ShownSites])} to {naming.Sites[^1]}";
        findings.Fail($"FirstChoice \"{text}\" {fault}: write {Keywords}, or one of {sites}");
        return default;
    }

    private static bool IsMeant(string? text, SiteNaming naming, int index)
    {
        SiteName site = naming.Sites[index];
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return naming.Sites.Any(each => each.Number is not null) ? site.Number == number : index == number;
        return site.Host.Equals(text, StringComparison.OrdinalIgnoreCase) ||
            site.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);
    }
}
