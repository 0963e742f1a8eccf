using System.Globalization;

namespace KillASite;

/// <summary>Which site gave how many answers.</summary>
internal sealed record Shares(int[] Answers)
{
    /// <summary>What has come since.</summary>
    public Shares Since(Shares earlier) => new([.. Answers.Zip(earlier.Answers, (now, then) => now - then)]);

    /// <summary>In percent: 55/45.</summary>
    public override string ToString() =>
        string.Join('/', Answers.Select(count => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / Math.Max(1, Answers.Sum()):0}")));
}
