using ClientHa.Fakes;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

/// <summary>The program itself: what can only be seen from outside.</summary>
public sealed class ProcessTests
{
    private const int Interrupt = 2;

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ClientHa.Cli.dll");

    [SitesFact]
    public async Task Ctrl_C_ends_a_watch_with_its_cursor_and_130()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using Services.DocumentsClient client = new(site.Url, 0);
        await client.PutAsync("a", "1");

        await using SiteProcess watch = Start(site, "watch");
        await watch.WaitForLineAsync(line => line == "put\ta\t1", HangGuard.Token);
        UnixSignal.Send(watch.Id, Interrupt);
        await watch.WaitForLineAsync(line => line.StartsWith("To go on from here: --cursor ", StringComparison.Ordinal), HangGuard.Token);
        await watch.WaitForExitAsync(HangGuard.Token);

        Assert.Equal(130, watch.ExitCode);
        Assert.Equal(2, watch.Lines.Count);
    }

    [SitesFact]
    public async Task Exit_codes_reach_the_shell()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        await using SiteProcess missing = Start(site, "get", "a");
        await using SiteProcess wrong = Start(site, "get");
        await missing.WaitForLineAsync(line => line == "There is no document \"a\".", HangGuard.Token);
        await missing.WaitForExitAsync(HangGuard.Token);
        await wrong.WaitForExitAsync(HangGuard.Token);

        Assert.Equal((1, 2), (missing.ExitCode, wrong.ExitCode));
    }

    private static SiteProcess Start(FakeSite site, params string[] arguments) => SiteProcess.Start(DotnetProgram.Start(Program, arguments) with
    {
        Environment = new Dictionary<string, string?> { ["CLIENTHA_URL"] = site.Url, ["CLIENTHA_SERVER_COUNT"] = null },
    });
}
