using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>Many clusters in one process, which has nothing else to do.</summary>
public sealed class LeakTests
{
    [Fact]
    public async Task A_hundred_clusters_leave_no_port_process_file_or_thread_behind()
    {
        using TemporaryDirectory own = new();
        SiteProcessStart start = DotnetProgram.Start(Path.Combine(AppContext.BaseDirectory, "ClientHa.Testing.Host.dll"), "leaks", "100");
        await using SiteProcess process = SiteProcess.Start(start with
        {
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = own.Path },
        });
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token);
        Assert.True(process.ExitCode == 0, string.Join(Environment.NewLine, process.Lines));
    }
}
