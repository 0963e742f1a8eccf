using System.Collections.Immutable;

namespace ClientHa.Resolving;

/// <summary>Which numbered names are sites: what was found when 0., 1., 2., … were looked up. Pure.</summary>
/// <param name="IsOver">No more names need be looked up.</param>
/// <param name="Numbers">The sites' numbers, rising. Meaningful when it is over.</param>
internal readonly record struct SiteScan(bool IsOver, ImmutableArray<int> Numbers)
{
    /// <summary>Two names in a row that do not exist end the list; one alone is a site that was taken out of the middle.</summary>
    private const int MissingInRow = 2;

    /// <param name="asked">What was found of each name, from 0 on.</param>
    /// <param name="known">The sites so far. A name of which nobody says anything stays what it was.</param>
    /// <param name="most">How many names there can be.</param>
    public static SiteScan Of(IReadOnlyList<Existence> asked, ImmutableArray<int> known, int most)
    {
        List<int> numbers = [];
        int missing = 0;
        for (int number = 0; number < asked.Count; number++)
        {
            if (asked[number] == Existence.Missing)
            {
                if (++missing == MissingInRow)
                    return Over(numbers, known);
                continue;
            }
            missing = 0;
            if (asked[number] == Existence.Exists || known.Contains(number))
            {
                numbers.Add(number);
                continue;
            }

            // Beyond what is known nothing follows from silence, and asking on would end at the last name there can be.
            return Over([.. numbers, .. known.Where(each => each > number)], known);
        }
        return new(asked.Count >= most, [.. numbers]);
    }

    /// <summary>That there is no site at all is believed of nobody.</summary>
    private static SiteScan Over(List<int> numbers, ImmutableArray<int> known) => new(true, numbers.Count > 0 ? [.. numbers] : known);
}
