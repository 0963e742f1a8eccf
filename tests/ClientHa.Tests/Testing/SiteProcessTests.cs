using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Tests.Testing;

public sealed class SiteProcessTests
{
    // Counts on, a line at a time, for as long as it is let; it starts no processes of its own.
    private const string Counting = "i=0; while :; do i=$((i+1)); echo \"line $i\"; done";

    // Answers SIGTERM after its last words, and waits in a builtin.
    private const string Polite = "trap 'echo bye; exit 3' TERM; echo ready; while :; do :; done";

    [UnixFact]
    public async Task Output_and_error_output_are_read_line_by_line()
    {
        await using SiteProcess process = Shell("echo out; echo err >&2; exit 7");
        await process.WaitForExitAsync();
        Assert.Equal("out", await process.WaitForLineAsync(l => l == "out"));
        Assert.Equal("err", await process.WaitForLineAsync(l => l == "err"));
        Assert.Equal(["err", "out"], process.Lines.Order());
        Assert.Equal(7, process.ExitCode);
    }

    [UnixFact]
    public async Task Only_the_last_lines_are_kept()
    {
        await using var process = SiteProcess.Start(new SiteProcessStart
        {
            FileName = "/bin/sh",
            Arguments = ["-c", "for i in 1 2 3 4 5; do echo $i; done"],
            LineCapacity = 2,
        });
        await process.WaitForLineAsync(l => l == "5");
        Assert.Equal(["4", "5"], process.Lines);
    }

    [UnixFact]
    public async Task A_line_that_never_came_fails_with_what_came_instead()
    {
        await using SiteProcess process = Shell("echo Address already in use; exit 1");
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => process.WaitForLineAsync(l => l == "listening"));
        Assert.Contains("Address already in use", e.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_wait_for_a_line_can_be_given_up()
    {
        await using SiteProcess process = Shell(Polite);
        using var cancelling = new CancellationTokenSource();
        Task<string> waiting = process.WaitForLineAsync(l => l == "never", cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [UnixFact]
    public async Task Arguments_environment_and_folder_arrive_as_they_are()
    {
        string folder = Path.GetTempPath().TrimEnd('/');
        await using var process = SiteProcess.Start(new SiteProcessStart
        {
            FileName = "sh",
            Arguments = ["-c", "echo \"$1|$GREETING|${HOME-none}|$PWD\"; cat", "sh", "a 'b' \"c\" $d *"],
            Environment = new Dictionary<string, string?> { ["GREETING"] = "good day", ["HOME"] = null },
            WorkingDirectory = folder,
        });
        await process.WaitForExitAsync(); // cat finds no input.
        string line = await process.WaitForLineAsync(l => l.StartsWith('a'));
        Assert.Equal($"a 'b' \"c\" $d *|good day|none|{folder}", line);
    }

    [UnixFact]
    public void A_variable_that_the_shell_would_lose_is_refused_with_the_remedy()
    {
        var start = new SiteProcessStart
        {
            FileName = "sh",
            Environment = new Dictionary<string, string?> { ["ClientHa:Url"] = "grpc://ha.test:8001" },
        };
        ArgumentException e = Assert.Throws<ArgumentException>(() => SiteProcess.Start(start));
        Assert.Contains("'__' for ':'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_there_is_reported_at_once()
    {
        Assert.Throws<FileNotFoundException>(() => SiteProcess.Start("no-such-program-of-ours"));
        Assert.Throws<FileNotFoundException>(() => SiteProcess.Start(Path.Combine(Path.GetTempPath(), "no-such-program-of-ours")));
    }

    [UnixFact]
    public async Task A_killed_process_is_gone_without_last_words()
    {
        await using SiteProcess process = Shell(Polite);
        await process.WaitForLineAsync(l => l == "ready");
        Assert.Null(process.ExitCode);
        await process.KillAsync();
        Assert.True(process.HasExited);
        Assert.Equal(137, process.ExitCode);
        Assert.DoesNotContain("bye", process.Lines);
        await process.KillAsync();
    }

    [UnixFact]
    public async Task A_stopped_process_may_say_its_last_words()
    {
        await using SiteProcess process = Shell(Polite);
        await process.WaitForLineAsync(l => l == "ready");
        await process.StopAsync();
        Assert.Equal(3, process.ExitCode);
        Assert.Equal("bye", await process.WaitForLineAsync(l => l == "bye"));
    }

    [UnixFact]
    public async Task A_frozen_process_stands_still_until_it_is_thawed()
    {
        await using SiteProcess process = Shell(Counting);
        await process.WaitForLineAsync(_ => true);
        await process.FreezeAsync();
        if (OperatingSystem.IsLinux()) Assert.Equal('T', StateOf(process.Id));
        await process.ThawAsync();
        if (OperatingSystem.IsLinux()) Assert.NotEqual('T', StateOf(process.Id));

        // More than the pipe and the log can hold from before: so it counts on.
        int last = NumberOf(process.Lines[^1]);
        await process.WaitForLineAsync(line => NumberOf(line) > last + 100_000);
    }

    [UnixFact]
    public async Task A_frozen_process_can_be_stopped_and_killed()
    {
        await using SiteProcess stopped = Shell(Polite);
        await using SiteProcess killed = Shell(Polite);
        foreach (SiteProcess process in (SiteProcess[])[stopped, killed])
        {
            await process.WaitForLineAsync(l => l == "ready");
            await process.FreezeAsync();
        }

        await stopped.StopAsync();
        await killed.KillAsync();
        Assert.Equal((3, 137), (stopped.ExitCode, killed.ExitCode));
    }

    [UnixFact]
    public async Task A_process_that_has_ended_cannot_be_frozen()
    {
        await using SiteProcess process = Shell("exit 0");
        await process.WaitForExitAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => process.FreezeAsync());
        await process.StopAsync();
    }

    [UnixFact]
    public async Task A_restarted_process_is_a_new_one_with_output_of_its_own()
    {
        await using SiteProcess process = Shell("echo pid $$; exec sleep 1000");
        string first = await process.WaitForLineAsync(l => l.StartsWith("pid", StringComparison.Ordinal));
        Assert.Equal($"pid {process.Id}", first);
        await process.RestartAsync();
        Assert.False(process.HasExited);
        string second = await process.WaitForLineAsync(l => l.StartsWith("pid", StringComparison.Ordinal));
        Assert.Equal($"pid {process.Id}", second);
        Assert.NotEqual(first, second);
    }

    [UnixFact]
    public async Task A_process_is_gone_when_it_is_disposed_of_and_its_exit_code_and_lines_stay()
    {
        SiteProcess process = Shell(Polite);
        await process.WaitForLineAsync(l => l == "ready");
        await process.DisposeAsync();
        await process.DisposeAsync();
        Assert.Equal(137, process.ExitCode);
        Assert.Equal(["ready"], process.Lines);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => process.RestartAsync());
    }

    private static SiteProcess Shell(string script) => SiteProcess.Start("/bin/sh", "-c", script);

    private static int NumberOf(string line) => int.Parse(line["line ".Length..], System.Globalization.CultureInfo.InvariantCulture);

    private static char StateOf(int processId)
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }
}
