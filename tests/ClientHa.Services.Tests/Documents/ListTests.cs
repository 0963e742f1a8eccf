using ClientHa.Fakes;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

public sealed class ListTests
{
    [Fact]
    public async Task A_list_is_read_page_by_page_as_it_is_asked_for()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        string[] keys = [.. Enumerable.Range(100, 250).Select(number => $"a/{number}")];
        await Task.WhenAll(keys.Append("b").Select(key => client.PutAsync(key, key)));
        List<string> listed = [];

        await foreach (Document document in client.ListAsync("a/"))
        {
            listed.Add(document.Key);
            Assert.Equal((listed.Count + 99) / 100, site.Requests<ListRequest>().Count());
        }

        Assert.Equal(keys, listed);
        Assert.Equal(["", "a/199", "a/299"], site.Requests<ListRequest>().Select(request => request.PageToken));
    }

    [Fact]
    public async Task A_watch_from_a_pages_cursor_misses_nothing_that_happens_behind_it()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        await client.PutAsync("a", "1");
        await client.PutAsync("b", "2");

        DocumentPage page = await client.ListPageAsync(pageSize: 1);
        await client.PutAsync("a", "3");
        DocumentPage last = await client.ListPageAsync(pageSize: 1, pageToken: page.NextPageToken);
        await using Watching.Reading watch = new(client.WatchAsync(options: new WatchOptions { Cursor = page.Cursor }));

        Assert.Equal("a=3", await watch.NextAsync(1));
        Assert.Equal(("b", null), (Assert.Single(last.Documents).Key, last.NextPageToken));
    }
}
