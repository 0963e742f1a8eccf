using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Soak;

/// <summary>Whether what the process holds grows. The first samples are left out: until then it is still being filled.</summary>
internal sealed class SoakTrend
{
    private const int LeftOut = 2;

    private readonly List<ProcessFigures> samples = [];

    public void Add(ProcessFigures sample) => samples.Add(sample);

    /// <summary>
    /// How much more the later half of the samples holds than the earlier one, by their medians; 0 with too few samples to say. Single
    /// samples differ, by what a fault has just torn down.
    /// </summary>
    public double Growth(Func<ProcessFigures, double> figure)
    {
        double[] counted = [.. samples.Skip(LeftOut).Select(figure)];
        int half = counted.Length / 2;
        return half == 0 ? 0 : Interval.Of(counted[^half..]).Median - Interval.Of(counted[..half]).Median;
    }
}
