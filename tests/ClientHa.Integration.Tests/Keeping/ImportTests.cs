using System.Text;
using ClientHa.Fakes;
using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Wire;
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
    public async Task Counters_come_with_the_documents_and_are_counted_once()
    {
        await RunAsync(source, [], "put", "visits/of", "doors");
        await RunAsync(source, [], "add", "visits/1", "7");
        await RunAsync(source, [], "add", "visits/2", "-3");
        await RunAsync(source, [], "add", "others");
        byte[] export = (await RunAsync(source, [], "export", "visits/")).Bytes;
        Assert.EndsWith("{\"counter\":\"visits/1\",\"total\":7}\n{\"counter\":\"visits/2\",\"total\":-3}\n", Encoding.UTF8.GetString(export), StringComparison.Ordinal);
        await RunAsync(target, [], "add", "visits/2", "5");

        CliRun first = await RunAsync(target, export, "import", "-"), again = await RunAsync(target, export, "import", "-");

        Assert.EndsWith("\n1 counters were set, 1 stood at something already\n", first.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n0 counters were set, 2 stood at something already\n", again.Output, StringComparison.Ordinal);
        Assert.Equal(["7\n", "5\n", "0\n"], await CountersAsync());

        await RunAsync(target, export, "import", "-", "--overwrite");
        Assert.Equal(["7\n", "-3\n", "0\n"], await CountersAsync());
    }

    [Fact]
    public async Task A_counter_that_stands_in_two_exports_is_counted_once()
    {
        byte[] exports = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"counter\":\"visits\",\"total\":7}\n", 40)));

        CliRun import = await RunAsync(target, exports, "import", "-");

        Assert.EndsWith("\n1 counters were set, 39 stood at something already\n", import.Output, StringComparison.Ordinal);
        Assert.Equal("7\n", (await RunAsync(target, [], "counter", "visits")).Output);
    }

    [Fact]
    public async Task An_export_that_finds_no_list_of_counters_says_so_and_fails()
    {
        await RunAsync(source, [], "put", "a", "1");
        source.ListCounters = (_, _) => throw new WireException(WireStatusCode.Unimplemented, "No such method.");

        CliRun export = await RunAsync(source, [], "export");

        Assert.Equal((1, true), (export.ExitCode, export.Output.StartsWith("{\"key\":\"a\"", StringComparison.Ordinal)));
        Assert.Contains("The documents are all there; the counters are not: the site's version doesn't list them yet. Upgrade it", export.Error, StringComparison.Ordinal);
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
    [InlineData("{\"counter\":\"a\"}", "nor is it a counter with its total")]
    [InlineData("{\"counter\":\"a\",\"total\":\"many\"}", "Line 2 of - is no document and no counter")]
    [InlineData("key,value", "Line 2 of - is no document")]
    public async Task A_line_that_is_none_is_named(string line, string fault)
    {
        CliRun run = await RunAsync(target, Encoding.UTF8.GetBytes("{\"key\":\"x\",\"value\":\"\"}\n" + line), "import", "-");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
        Assert.Contains("Line 2 of -", run.Error, StringComparison.Ordinal);
    }

    private async Task<string[]> CountersAsync() =>
        [.. await Task.WhenAll(((string[])["visits/1", "visits/2", "others"]).Select(async key => (await RunAsync(target, [], "counter", key)).Output))];

    private static Task<CliRun> RunAsync(FakeSite site, byte[] input, params string[] arguments) =>
        CliRun.OfAsync(new() { ["CLIENTHA_URL"] = site.Url }, input, HangGuard.Token, arguments);
}
