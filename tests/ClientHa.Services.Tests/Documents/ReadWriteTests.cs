using ClientHa.Fakes;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

public sealed class ReadWriteTests
{
    [Fact]
    public async Task What_was_put_can_be_read_until_it_is_deleted()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, serverCount: 0);

        WriteResult put = await client.PutAsync("patients/1", "Ada");
        Document? read = await client.GetAsync("patients/1");
        WriteResult deleted = await client.DeleteAsync("patients/1");

        Assert.Equal(("patients/1", "Ada", put.Version), (read!.Key, read.Text, read.Version));
        Assert.True(deleted.Version > put.Version);
        Assert.Null(await client.GetAsync("patients/1"));
    }
}
