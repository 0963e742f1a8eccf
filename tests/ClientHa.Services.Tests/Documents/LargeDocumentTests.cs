using ClientHa.Fakes;
using ClientHa.V1;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

/// <summary>Documents as large as a site may allow: 16 MiB.</summary>
public sealed class LargeDocumentTests
{
    private const int MaxBytes = 16 << 20;

    [Fact]
    public async Task They_are_read()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Get = (request, _) => Task.FromResult(new GetResponse { Document = Large(request.Key) });
        using DocumentsClient client = new(site.Url, 0);

        Assert.Equal(MaxBytes, (await client.GetAsync("large"))?.Value.Length);
    }

    [Fact]
    public async Task So_are_two_that_were_written_at_once()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Store.Counters.Conflicts.Add(new ConflictEntry { Lost = Large("large"), Won = Large("large") });
        using DocumentsClient client = new(site.Url, 0);

        await foreach (DocumentConflict conflict in client.ListConflictsAsync())
            Assert.Equal((MaxBytes, MaxBytes), (conflict.Lost.Document.Value.Length, conflict.Won.Document.Value.Length));
    }

    private static V1.Document Large(string key) => new()
    {
        Key = key,
        Value = UnsafeByteOperations.UnsafeWrap(new byte[MaxBytes]),
        Version = new V1.Version { Stamp = 1 << 20, OperationId = ByteString.CopyFrom(new byte[16]) },
    };
}
