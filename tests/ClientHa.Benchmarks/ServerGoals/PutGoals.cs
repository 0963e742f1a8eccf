using System.Net;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Writes;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.ServerGoals;

/// <summary>Durable puts of 64 clients at one site, each client with a connection of its own.</summary>
internal static class PutGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using TemporaryFolder folder = TemporaryFolder.Create("puts");
        await using MasterSite site = MasterSite.Launch(0, folder.In("site0"), new(IPAddress.Loopback, FreePort.Find()));
        await site.ServingAsync();
        DocumentWriter[] writers = DocumentWriter.Many(ClosedWrites.Clients, site);
        WriteFigures figures = await ClosedWrites.RunAsync(
            writers, TimeSpan.FromSeconds(isQuick ? 4 : 8), TimeSpan.FromSeconds(isQuick ? 4 : 15));
        foreach (DocumentWriter writer in writers)
            await writer.DisposeAsync();
        sheet.AtLeast($"one site, {writers.Length} clients over gRPC: durable puts (p50 {figures.P50:0.00} ms, p99 {figures.P99:0.00} ms)", figures.PerSecond, 25_000, "/s");
    }
}
