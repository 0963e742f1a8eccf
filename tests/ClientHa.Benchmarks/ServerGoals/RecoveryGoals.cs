using System.Net;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Writes;
using ClientHa.Services;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.ServerGoals;

/// <summary>
/// A million documents of 128 bytes, written over gRPC: what the process holds of the machine's memory beyond an empty site, and how
/// long it takes after a kill from the start of the process until it serves.
/// </summary>
internal static class RecoveryGoals
{
    private const int Documents = 1_000_000;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using TemporaryFolder folder = TemporaryFolder.Create("recovery");
        await using MasterSite site = MasterSite.Launch(0, folder.In("site0"), new(IPAddress.Loopback, FreePort.Find()));
        await site.ServingAsync();
        DocumentWriter[] writers = DocumentWriter.Many(ClosedWrites.Clients, site);
        await ClosedWrites.FillAsync(writers, "warm/", writers.Length);
        long empty = site.ResidentBytes;
        await ClosedWrites.FillAsync(writers, "documents/", Documents);
        foreach (DocumentWriter writer in writers)
            await writer.DisposeAsync();
        await Task.Delay(Rest);
        sheet.AtMost($"{Documents:N0} documents of {ClosedWrites.ValueBytes} bytes: memory above the value, after the writes", Above(site.ResidentBytes - empty), 400, " bytes");

        await site.KillAsync();
        long begin = MonotonicClock.Now;
        await site.RestartAsync();
        double seconds = (MonotonicClock.Now - begin) / 1e9;
        using SitesClient client = site.Status();
        long recovered = (await client.GetStatusAsync()).Documents;
        if (recovered < Documents)
            throw new InvalidOperationException($"{recovered} documents were recovered of {Documents}.");
        sheet.AtMost($"{Documents:N0} documents: recovery, from the start of the process until it serves", seconds, 3, " s");
        await Task.Delay(Rest);
        sheet.AtMost($"{Documents:N0} documents of {ClosedWrites.ValueBytes} bytes: memory above the value, after the recovery", Above(site.ResidentBytes - empty), 400, " bytes");
    }

    private static double Above(long bytes) => ((double)bytes / Documents) - ClosedWrites.ValueBytes;
}
