using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Writes;
using ClientHa.Services;

namespace ClientHa.Benchmarks.ServerGoals;

/// <summary>Catch-up after an outage of the link, during which operations were written: in each direction alone, and in both at once.</summary>
internal static class DrainGoals
{
    private const double OperationsPerSecond = 50_000;

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        int operations = isQuick ? 100_000 : 250_000;
        await using MasterPair pair = await MasterPair.StartAsync(overBridges: true);
        int run = 0;
        foreach (int[] writing in (int[][])[[0], [1], [0], [1], [0, 1]])
        {
            // The first time of each direction is to compile the code that does it.
            bool isWarmUp = run++ < 2;
            await pair.CutAsync();
            await Task.WhenAll(writing.Select(site => FillAsync(pair[site], $"drain/{run}/{site}/", isWarmUp ? operations / 2 : operations)));
            Task<double>[] drains = [.. writing.Select(from => DrainAsync(pair[from], pair[1 - from]))];
            await pair.HealAsync();
            double[] rates = await Task.WhenAll(drains);
            await pair.EqualAsync();
            for (int i = 0; i < writing.Length && !isWarmUp; i++)
            {
                string how = writing.Length == 1 ? "" : ", both ways at once";
                sheet.AtLeast($"catch-up of {operations:N0} operations, site {writing[i]} to site {1 - writing[i]}{how}", rates[i], OperationsPerSecond, "/s");
            }
        }
    }

    private static async Task FillAsync(MasterSite site, string prefix, int operations)
    {
        DocumentWriter[] writers = DocumentWriter.Many(ClosedWrites.Clients, site);
        await ClosedWrites.FillAsync(writers, prefix, operations);
        foreach (DocumentWriter writer in writers)
            await writer.DisposeAsync();
    }

    /// <summary>Operations a second, from the first that came over to the last.</summary>
    private static async Task<double> DrainAsync(MasterSite from, MasterSite to)
    {
        using SitesClient source = from.Status();
        using SitesClient target = to.Status();
        string replica = (await source.GetStatusAsync()).Replica;
        ulong goal = SequenceOf(await source.GetStatusAsync()), before = SequenceOf(await target.GetStatusAsync()), now = before;
        long begin = MonotonicClock.Now;
        while (now < goal)
        {
            if (now == before)
                begin = MonotonicClock.Now;
            await Task.Delay(5);
            now = SequenceOf(await target.GetStatusAsync());
        }
        return (goal - before) / ((MonotonicClock.Now - begin) / 1e9);

        ulong SequenceOf(SiteStatusReport status) => status.Vector.FirstOrDefault(entry => entry.Replica == replica)?.Sequence ?? 0;
    }
}
