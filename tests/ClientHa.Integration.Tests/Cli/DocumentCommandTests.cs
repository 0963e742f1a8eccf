using System.Text.Json;
using ClientHa.Fakes;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class DocumentCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("clientha-cli-tests-");
    private FakeSite site = null!;

    private Dictionary<string, string> Environment => new() { ["CLIENTHA_URL"] = site.Url };

    public async Task InitializeAsync() => site = await FakeSite.StartAsync();

    public async Task DisposeAsync()
    {
        temporary.Delete(recursive: true);
        await site.DisposeAsync();
    }

    [Fact]
    public async Task What_was_put_is_printed_byte_for_byte()
    {
        CliRun put = await RunAsync("put", "a", "Ada");
        CliRun get = await RunAsync("get", "a");

        Assert.Equal((0, ""), (put.ExitCode, put.Error));
        Assert.Matches("^[0-9a-f]{48}\n$", put.Output);
        Assert.Equal((0, "Ada", ""), (get.ExitCode, get.Output, get.Error));
    }

    [Fact]
    public async Task Values_come_from_files_and_standard_input_and_go_to_files()
    {
        byte[] bytes = [0, 255, 10, 13, 200];
        string source = Path.Combine(temporary.FullName, "source");
        string target = Path.Combine(temporary.FullName, "target");
        await File.WriteAllBytesAsync(source, bytes);

        Assert.Equal(0, (await RunAsync("put", "a", "--file", source)).ExitCode);
        Assert.Equal(0, (await CliRun.OfAsync(Environment, bytes, HangGuard.Token, "put", "b", "-")).ExitCode);
        CliRun written = await RunAsync("get", "a", "--output", target);

        Assert.Equal((0, ""), (written.ExitCode, written.Output));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(target));
        Assert.Equal(bytes, (await RunAsync("get", "b")).Bytes);
    }

    [Fact]
    public async Task A_missing_document_is_a_failure()
    {
        (await RunAsync("get", "no/such\nkey")).AssertFails(1, "There is no document \"no/such\\nkey\".");
        Assert.Equal(0, (await RunAsync("delete", "no/such\nkey")).ExitCode);
    }

    [Theory]
    [InlineData("put", "a", "Ada")]
    [InlineData("delete", "a")]
    public async Task A_write_can_be_asked_to_be_at_two_sites_and_says_where_it_was_not(params string[] command)
    {
        FakeReplica replica = new(0);
        replica.Attach(site);
        site.Delete = (request, _) => Task.FromResult(new V1.WriteResponse
        {
            Version = new V1.Version { Stamp = request.Identity.Stamp, OperationId = request.Identity.OperationId },
            Unconfirmed = request.Concern is { AnyPeer: true },
        });

        Assert.Equal("", (await RunAsync(command)).Error);
        CliRun unconfirmed = await RunAsync([.. command, "--any-peer"]);

        Assert.Equal(0, unconfirmed.ExitCode);
        Assert.Contains("no other site had it in time", unconfirmed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conditions_hold_or_the_command_fails()
    {
        string first = (await RunAsync("put", "a", "1", "--if-absent")).Lines.Single();
        (await RunAsync("put", "a", "2", "--if-absent")).AssertFails(1, "\"a\" was not written", first);

        string second = (await RunAsync("put", "a", "2", "--if-version", first)).Lines.Single();
        (await RunAsync("delete", "a", "--if-version", first)).AssertFails(1, second);
        Assert.Equal(0, (await RunAsync("delete", "a", "--if-version", second)).ExitCode);
    }

    [Fact]
    public async Task A_list_has_one_document_on_each_line()
    {
        await RunAsync("put", "p/1", "one\ntwo");
        await RunAsync("put", "p/2", "three");
        await RunAsync("put", "q", "four");

        Assert.Equal(["p/1", "p/2", "q"], (await RunAsync("list")).Lines);
        Assert.Equal(["p/1\tone\\ntwo", "p/2\tthree"], (await RunAsync("list", "p/", "--values")).Lines);
        using JsonDocument line = JsonDocument.Parse((await RunAsync("list", "p/1", "--json", "--values")).Lines.Single());
        Assert.Equal("one\ntwo", line.RootElement.GetProperty("value").GetString());
        using JsonDocument got = JsonDocument.Parse((await RunAsync("get", "p/1", "--json")).Output);
        Assert.Equal(line.RootElement.GetProperty("version").GetString(), got.RootElement.GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("a value is given", "put", "a")]
    [InlineData("a value is given", "put", "a", "b", "--file", "c")]
    [InlineData("--if-version and --if-absent", "put", "a", "b", "--if-absent", "--if-version", "c")]
    [InlineData("\"c\" is no version", "put", "a", "b", "--if-version", "c")]
    [InlineData("\"!\" is no cursor", "watch", "--cursor", "!")]
    [InlineData("--cursor and --from-now", "watch", "--cursor", "AQID", "--from-now")]
    [InlineData("--timeout 0 is out of range", "get", "a", "--timeout", "0")]
    [InlineData("Required argument missing", "get")]
    [InlineData("'--no-such-option'", "get", "a", "--no-such-option")]
    [InlineData("'fetch'", "fetch")]
    [InlineData("at most 512 bytes", "get", "LONG")]
    public async Task Bad_arguments_are_named_on_one_line(string expected, params string[] arguments)
    {
        CliRun run = await RunAsync([.. arguments.Select(each => each == "LONG" ? new string('x', 513) : each)]);

        run.AssertFails(2);
        Assert.Contains(expected, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(site.Calls);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        (await RunAsync("put", "a", "--file", "/no/such/file")).AssertFails(1, "/no/such/file");
        Assert.Empty(site.Calls);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("put")]
    [InlineData("delete")]
    [InlineData("list")]
    [InlineData("watch")]
    [InlineData("status")]
    [InlineData("backup")]
    [InlineData("export")]
    [InlineData("import")]
    [InlineData("add")]
    [InlineData("counter")]
    [InlineData("conflicts")]
    public async Task Every_command_shows_examples(string command)
    {
        CliRun run = await RunAsync(command, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(run.Lines, line => line.StartsWith($"  clientha {command}", StringComparison.Ordinal));
        Assert.Contains("--url", run.Output, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.OfAsync(Environment, arguments);
}
