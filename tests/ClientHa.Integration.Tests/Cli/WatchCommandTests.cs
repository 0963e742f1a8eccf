using System.Text.Json;
using ClientHa.Fakes;
using ClientHa.V1;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class WatchCommandTests
{
    [Fact]
    public async Task A_watch_prints_each_change_and_at_its_end_a_cursor_to_go_on_from()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        await CliRun.OfAsync("put", "a", "one\ttwo", "--url", site.Url);
        await CliRun.OfAsync("delete", "a", "--url", site.Url);

        CliRun first = await CliRun.UntilAsync(2, "watch", "--url", site.Url);

        Assert.Equal(130, first.ExitCode);
        Assert.Equal(["put\ta\tone\\ttwo", "delete\ta"], first.Lines);
        Assert.StartsWith("To go on from here: --cursor ", first.Error, StringComparison.Ordinal);

        string cursor = first.Error.Split(' ')[^1].Trim();
        await CliRun.OfAsync("put", "b", "three", "--url", site.Url);
        CliRun second = await CliRun.UntilAsync(1, "watch", "--cursor", cursor, "--json", "--url", site.Url);

        using JsonDocument line = JsonDocument.Parse(Assert.Single(second.Lines));
        Assert.Equal(
            ("put", "b", "three"),
            (Text(line, "change"), Text(line, "key"), Text(line, "value")));
        Assert.Equal($"To go on from here: --cursor {Text(line, "cursor")}\n", second.Error);
    }

    [Fact]
    public async Task That_a_cursor_is_too_old_to_tell_each_deletion_since_is_said()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        Document left = new() { Key = "left", Value = ByteString.CopyFromUtf8("1"), Version = new() { Stamp = 1, OperationId = ByteString.CopyFrom(new byte[16]) } };
        site.Watch = async (_, responses, context) =>
        {
            await responses.WriteAsync(new WatchResponse { Reset = true, Changes = { new Change { Document = left } } });
            await responses.WriteAsync(new WatchResponse { ResetComplete = true, Cursor = ByteString.CopyFrom(1) });
            await responses.WriteAsync(new WatchResponse { Changes = { new Change { Document = new Document(left) { Key = "next" } } }, Cursor = ByteString.CopyFrom(2) });
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };

        const string said = "1 documents in all, is all that exists";
        Assert.Contains(said, (await CliRun.UntilAsync(2, "watch", "--cursor", "AQIDBA", "--url", site.Url)).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(said, (await CliRun.UntilAsync(2, "watch", "--url", site.Url)).Error, StringComparison.Ordinal);
    }

    private static string? Text(JsonDocument line, string name) => line.RootElement.GetProperty(name).GetString();
}
