using ClientHa.Testing.Processes;

namespace ClientHa.Server.Tests.Log.Hosted;

public sealed class FullDiskTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("clientha-disk-").FullName;

    [SmallDiskFact]
    public async Task A_disk_that_runs_full_loses_nothing_and_is_used_again_when_there_is_room()
    {
        using var hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using SiteProcess process = SiteProcess.Start(SmallDisk.Run("1m", path, HostedLog.Start("fill", path)));
        await process.WaitForLineAsync(line => line == "done", hangGuard.Token);
        await process.WaitForExitAsync(hangGuard.Token);
        Assert.Contains(process.Lines, line => line.StartsWith("full at ", StringComparison.Ordinal));
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
