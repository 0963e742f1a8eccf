using System.Globalization;

namespace ClientHa.Benchmarks.Goals;

/// <summary>What was measured beside what must be reached, as Markdown, line by line as it comes.</summary>
internal sealed class GoalSheet
{
    private int missed;

    public GoalSheet() => Console.WriteLine("""
        | goal | measured | bound | |
        |---|---|---|---|
        """);

    /// <param name="what">The goal.</param>
    /// <param name="measured">Null, which misses it, where there was nothing to be measured.</param>
    /// <param name="bound">The most that it may be.</param>
    /// <param name="unit">Of both.</param>
    public void AtMost(string what, double? measured, double bound, string unit = "") =>
        Add(what, measured, $"at most {Text(bound)}{unit}", unit, measured <= bound);

    /// <inheritdoc cref="AtMost"/>
    /// <param name="bound">The least that it may be.</param>
    public void AtLeast(string what, double? measured, double bound, string unit = "") =>
        Add(what, measured, $"at least {Text(bound)}{unit}", unit, measured >= bound);

    /// <summary>0 if all goals were reached.</summary>
    public int End()
    {
        Console.WriteLine();
        Console.WriteLine(missed == 0 ? "All goals are reached." : $"Goals missed: {missed}.");
        return missed == 0 ? 0 : 1;
    }

    private void Add(string what, double? measured, string bound, string unit, bool isReached)
    {
        missed += isReached ? 0 : 1;
        Console.WriteLine($"| {what} | {Text(measured)}{unit} | {bound} | {(isReached ? "PASS" : "**FAIL**")} |");
    }

    private static string Text(double? value) => value is { } number ? number.ToString("#,0.##", CultureInfo.InvariantCulture) : "never ";
}
