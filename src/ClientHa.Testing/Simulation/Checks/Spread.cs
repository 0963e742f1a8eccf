namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// What was drawn of a range, as shares of it: many of them must not lie close together. Of 16 even ones all lie within some fifth of the range in
/// fewer than one of a billion runs.
/// </summary>
internal sealed class Spread
{
    private const int Fewest = 16;

    private double least = double.MaxValue;
    private double most = double.MinValue;
    private int count;

    public void Add(double share)
    {
        least = Math.Min(least, share);
        most = Math.Max(most, share);
        count++;
    }

    public void Check(string rule, string what) => SimulationViolation.Unless(
        count < Fewest || most - least > 0.2, rule, $"{what} are not spread: all {count} lie between {least:0.000} and {most:0.000} of the range");
}
