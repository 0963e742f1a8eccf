using System.Text;
using ClientHa.Fakes;
using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Keeping;

public sealed class ImportTests : IAsyncLifetime
{
    private FakeSite source = null!;
    private FakeSite target = null!;

    public async Task InitializeAsync() => (source, target) = (await FakeSite.StartAsync(), await FakeSite.StartAsync());

    public async Task DisposeAsync()
    {
        await source.DisposeAsync();
        await target.DisposeAsync();
    }

    [Fact]
    public async Task What_is_exported_is_imported_whatever_its_bytes_are()
    {
        await RunAsync(source, [], "put", "text", "Grüße\n\"quoted\"");
        await RunAsync(source, [0, 255, 10, 13], "put", "bytes", "-");
        await RunAsync(source, [], "put", "empty", "");
        byte[] export = (await RunAsync(source, [], "export")).Bytes;

        CliRun import = await RunAsync(target, export, "import", "-");
        Assert.Equal((0, "3 documents were written, 0 were newer here or the same\n", ""), (import.ExitCode, import.Output, import.Error));
        Assert.Equal("Grüße\n\"quoted\"", (await RunAsync(target, [], "get", "text")).Output);
        Assert.Equal([0, 255, 10, 13], (await RunAsync(target, [], "get", "bytes")).Bytes);
        Assert.Empty((await RunAsync(target, [], "get", "empty")).Bytes);
    }

    [Fact]
    public async Task An_import_twice_changes_nothing_not_even_what_was_changed_between()
    {
        await RunAsync(source, [], "put", "a", "1");
        await RunAsync(source, [], "put", "b", "2");
        byte[] export = (await RunAsync(source, [], "export")).Bytes;
        await RunAsync(target, export, "import", "-");
        string version = (await RunAsync(target, [], "get", "a", "--json")).Output;
        await RunAsync(target, [], "put", "b", "changed");

        CliRun again = await RunAsync(target, export, "import", "-");
        Assert.Equal("0 documents were written, 2 were newer here or the same\n", again.Output);
        Assert.Equal(version, (await RunAsync(target, [], "get", "a", "--json")).Output);
        Assert.Equal("changed", (await RunAsync(target, [], "get", "b")).Output);

        await RunAsync(target, export, "import", "-", "--overwrite");
        Assert.Equal("2", (await RunAsync(target, [], "get", "b")).Output);
    }

    [Fact]
    public async Task What_is_newer_in_the_file_replaces_what_is_there()
    {
        await RunAsync(target, [], "put", "a", "old");
        await RunAsync(source, [], "put", "a", "new");
        await RunAsync(target, (await RunAsync(source, [], "export")).Bytes, "import", "-");
        Assert.Equal("new", (await RunAsync(target, [], "get", "a")).Output);
    }

    [Fact]
    public async Task A_line_without_a_version_is_written_where_nothing_is()
    {
        await RunAsync(target, [], "put", "a", "there");
        byte[] lines = Encoding.UTF8.GetBytes("{\"key\":\"a\",\"value\":\"1\"}\n\n{\"key\":\"b\",\"value\":\"2\"}\n");
        Assert.Equal("1 documents were written, 1 were newer here or the same\n", (await RunAsync(target, lines, "import", "-")).Output);
        Assert.Equal("there", (await RunAsync(target, [], "get", "a")).Output);
    }

    [Theory]
    [InlineData("{\"key\":\"a\"}", "not one of value and valueBase64")]
    [InlineData("{\"value\":\"a\"}", "it has no key")]
    [InlineData("{\"key\":\"a\",\"valueBase64\":\"?\"}", "Line 2 of - is no document")]
    [InlineData("{\"key\":\"a\",\"value\":\"\",\"version\":\"1\"}", "\"1\" is no version")]
    [InlineData("key,value", "Line 2 of - is no document")]
    public async Task A_line_that_is_none_is_named(string line, string fault)
    {
        CliRun run = await RunAsync(target, Encoding.UTF8.GetBytes("{\"key\":\"x\",\"value\":\"\"}\n" + line), "import", "-");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
        Assert.Contains("Line 2 of -", run.Error, StringComparison.Ordinal);
    }

    private static Task<CliRun> RunAsync(FakeSite site, byte[] input, params string[] arguments) =>
        CliRun.OfAsync(new() { ["CLIENTHA_URL"] = site.Url }, input, HangGuard.Token, arguments);
}
