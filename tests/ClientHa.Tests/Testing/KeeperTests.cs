using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Tests.Testing;

/// <summary>A named pipe tells when a child is gone: its reader finds the end once no process holds it for writing.</summary>
public sealed class KeeperTests : IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);

    private readonly string folder = Directory.CreateTempSubdirectory("clientha-keeper-").FullName;

    [UnixFact]
    public async Task Children_die_with_a_parent_that_is_killed()
    {
        string first = await MakePipeAsync("first");
        string second = await MakePipeAsync("second");
        await using SiteProcess parent = Parent($"exec sleep 1000 > '{first}'", $"exec sleep 1000 > '{second}'");
        await using FileStream firstEnd = await OpenAsync(first);
        await using FileStream secondEnd = await OpenAsync(second);
        await parent.WaitForLineAsync(l => l == "ready");

        await parent.KillAsync();
        await AssertEndsAsync(firstEnd);
        await AssertEndsAsync(secondEnd);
    }

    [UnixFact]
    public async Task A_frozen_child_dies_with_its_parent_too()
    {
        string pipe = await MakePipeAsync("frozen");
        await using SiteProcess parent = Parent($"exec 3> '{pipe}'; kill -STOP $$; exec sleep 1000");
        await using FileStream end = await OpenAsync(pipe);
        await parent.WaitForLineAsync(l => l == "ready");
        await parent.KillAsync();
        await AssertEndsAsync(end);
    }

    [UnixFact]
    public async Task The_output_of_a_killed_parent_ends_though_it_had_children()
    {
        await using SiteProcess parent = Parent("exec sleep 1000");
        await parent.WaitForLineAsync(l => l == "ready");
        await parent.KillAsync();

        // Fails when the output has ended, and would wait for ever if a keeper or a child held it.
        await Assert.ThrowsAsync<InvalidOperationException>(() => parent.WaitForLineAsync(l => l == "never"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static SiteProcess Parent(params string[] children) =>
        SiteProcess.Start(DotnetProgram.Start(Path.Combine(AppContext.BaseDirectory, "ClientHa.Testing.Host.dll"), children));

    private async Task<string> MakePipeAsync(string name)
    {
        string path = Path.Combine(folder, name);
        await using SiteProcess process = SiteProcess.Start("mkfifo", path);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    private static async Task AssertEndsAsync(FileStream pipe) =>
        Assert.Equal(0, await pipe.ReadAsync(new byte[1]).AsTask().WaitAsync(HangGuard));

    /// <summary>Opening waits for the writer, in the kernel: so not on this thread.</summary>
    private static Task<FileStream> OpenAsync(string pipe) =>
        Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
}
