using ClientHa.Fakes;
using ClientHa.V1;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

public sealed class ConflictTests
{
    [Fact]
    public async Task All_pages_are_read_with_both_writes_and_who_accepted_them()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        for (byte number = 1; number <= 5; number++)
            site.Store.Counters.Conflicts.Add(Entry(number));
        using DocumentsClient client = new(site.Url, 0);

        List<DocumentConflict> conflicts = [];
        await foreach (DocumentConflict conflict in client.ListConflictsAsync("in/"))
            conflicts.Add(conflict);

        Assert.Equal(["in/1", "in/2", "in/3", "in/4", "in/5"], conflicts.Select(conflict => conflict.Key));
        Assert.Equal(("lost", false, (int?)1), (conflicts[0].Lost.Document.Text, conflicts[0].Lost.IsDeleted, conflicts[0].Lost.Site));
        Assert.Equal(("", true, (int?)null), (conflicts[0].Won.Document.Text, conflicts[0].Won.IsDeleted, conflicts[0].Won.Site));
        Assert.True(conflicts[0].Won.Document.Version > conflicts[0].Lost.Document.Version);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(9), conflicts[0].Won.Document.Version.Time);
        Assert.Equal(["", "2", "4"], site.Requests<ListConflictsRequest>().Select(request => request.PageToken));
        Assert.All(site.Requests<ListConflictsRequest>(), request => Assert.Equal("in/", request.Prefix));
    }

    private static ConflictEntry Entry(byte number) => new()
    {
        Lost = Document(number, 8, "lost"),
        LostReplica = 0x01_00_00_00_00_00_00_05,
        Won = Document(number, 9, ""),
        WonDeleted = true,
    };

    private static V1.Document Document(byte number, ulong milliseconds, string value) => new()
    {
        Key = $"in/{number}",
        Value = ByteString.CopyFromUtf8(value),
        Version = new V1.Version { Stamp = milliseconds << 16, OperationId = ByteString.CopyFrom(new byte[15].Append(number).ToArray()) },
    };
}
