using System.Diagnostics;
using ClientHa.Core.Failover;

namespace ClientHa.Benchmarks;

/// <summary>What choosing a site costs: the dearer of the two policies, with three sites.</summary>
internal static class PickCost
{
    private const int Picks = 2_000_000;
    private const int Runs = 15;

    public static (double Nanoseconds, double Bytes) Measure()
    {
        (double Ns, double Bytes)[] costs = [.. Enum.GetValues<SelectionPolicy>().Select(Measure)];
        return (costs.Max(cost => cost.Ns), costs.Max(cost => cost.Bytes));
    }

    private static (double Ns, double Bytes) Measure(SelectionPolicy policy)
    {
        SiteList list = SiteList.Of("0.ha.test", "1.ha.test", "2.ha.test");
        FailoverState state = new(new FailoverRules { Policy = policy }, list, SiteOrder.Drawn(list, 1), seed: 1, default);
        List<double> times = [];
        double bytes = 0;
        long sum = 0;
        for (int run = 0; run < Runs; run++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (ulong ticket = 0; ticket < Picks; ticket++)
                sum += state.Next(new PickRequest(default) { Ticket = ticket }).Site;
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / Picks);
            bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Picks;
        }
        return sum < 0 ? throw new InvalidOperationException("no site was picked") : (times.Order().ElementAt(Runs / 2), Math.Round(bytes, 3));
    }
}
