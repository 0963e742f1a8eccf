using System.Text.Json;
using ClientHa.Fakes;
using ClientHa.V1;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class CounterCommandTests : IAsyncLifetime
{
    private FakeSite site = null!;

    public async Task InitializeAsync() => site = await FakeSite.StartAsync();

    public async Task DisposeAsync() => await site.DisposeAsync();

    [Fact]
    public async Task What_is_added_is_printed_and_read()
    {
        Assert.Equal(["1"], (await RunAsync("add", "visits")).Lines);
        Assert.Equal(["13"], (await RunAsync("add", "visits", "12")).Lines);
        Assert.Equal(["10"], (await RunAsync("add", "visits", "-3")).Lines);
        Assert.Equal(["10"], (await RunAsync("counter", "visits")).Lines);
        Assert.Equal(["0"], (await RunAsync("counter", "others")).Lines);
        (await RunAsync("add", "visits", "many")).AssertFails(2, "many");
    }

    [Fact]
    public async Task Conflicts_are_a_table_for_people_and_objects_for_programs()
    {
        Assert.Equal(["No write has lost to a concurrent one."], (await RunAsync("conflicts")).Lines);
        site.Store.Counters.Conflicts.Add(new()
        {
            Lost = Document(1, "by Ada\n" + new string('x', 60)),
            LostReplica = 0x01_00_00_00_00_00_00_05,
            Won = Document(2, ""),
            WonDeleted = true,
        });

        CliRun table = await RunAsync("conflicts", "--prefix", "pat"), lines = await RunAsync("conflicts", "--json");

        Assert.Contains("patients/7", table.Lines[2], StringComparison.Ordinal);
        Assert.Contains("by Ada\\nxxx", table.Lines[2], StringComparison.Ordinal);
        Assert.Contains("…", table.Lines[2], StringComparison.Ordinal);
        Assert.Contains("| site1", table.Lines[2], StringComparison.Ordinal);
        Assert.Contains("| (deleted)", table.Lines[2], StringComparison.Ordinal);
        Assert.EndsWith("1970-01-01 00:00:02Z", table.Lines[2], StringComparison.Ordinal);
        Assert.Equal("pat", site.Requests<ListConflictsRequest>().ElementAt(1).Prefix);
        using JsonDocument line = JsonDocument.Parse(lines.Lines.Single());
        Assert.Equal("patients/7", line.RootElement.GetProperty("key").GetString());
        Assert.StartsWith("by Ada\nxxx", line.RootElement.GetProperty("lost").GetProperty("value").GetString(), StringComparison.Ordinal);
        Assert.True(line.RootElement.GetProperty("won").GetProperty("deleted").GetBoolean());
        Assert.False(line.RootElement.GetProperty("won").TryGetProperty("value", out _));
    }

    private static V1.Document Document(ulong seconds, string value) => new()
    {
        Key = "patients/7",
        Value = ByteString.CopyFromUtf8(value),
        Version = new V1.Version { Stamp = (seconds * 1_000) << 16, OperationId = ByteString.CopyFrom(new byte[16]) },
    };

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.OfAsync(new() { ["CLIENTHA_URL"] = site.Url }, arguments);
}
