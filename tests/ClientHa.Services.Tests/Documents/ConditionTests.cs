using ClientHa.Fakes;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

public sealed class ConditionTests
{
    [Fact]
    public async Task A_write_if_absent_is_refused_where_there_is_a_document()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);

        WriteResult first = await client.PutAsync("a", "1", WriteCondition.IfAbsent);
        DocumentConflictException thrown = await Assert.ThrowsAsync<DocumentConflictException>(
            () => client.PutAsync("a", "2", WriteCondition.IfAbsent));

        Assert.Equal(("a", "1", first.Version), (thrown.Key, thrown.Current!.Text, thrown.Current.Version));
        Assert.Contains(first.Version.ToString(), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_if_version_is_refused_where_the_document_has_another_or_is_gone()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        WriteResult first = await client.PutAsync("a", "1");

        WriteResult second = await client.PutAsync("a", "2", WriteCondition.IfVersion(first.Version));
        await Assert.ThrowsAsync<DocumentConflictException>(() => client.DeleteAsync("a", WriteCondition.IfVersion(first.Version)));
        await client.DeleteAsync("a", WriteCondition.IfVersion(second.Version));
        DocumentConflictException gone = await Assert.ThrowsAsync<DocumentConflictException>(
            () => client.PutAsync("a", "3", WriteCondition.IfVersion(second.Version)));

        Assert.Null(gone.Current);
    }

    [Fact]
    public async Task A_conflict_after_a_try_without_an_answer_is_an_unknown_outcome()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Put = (request, _) => Task.FromResult(new WriteResponse { Conflict = new Conflict { OutcomeUnknown = true } });
        using DocumentsClient client = new(site.Url, 0);

        OutcomeUnknownException thrown = await Assert.ThrowsAsync<OutcomeUnknownException>(
            () => client.PutAsync("a", "1", WriteCondition.IfAbsent));

        Assert.Equal(("a", null), (thrown.Key, thrown.Current));
    }

    [Fact]
    public async Task A_write_that_was_accepted_and_has_lost_says_so()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Put = (request, _) => Task.FromResult(new WriteResponse { Superseded = true });
        using DocumentsClient client = new(site.Url, 0);

        Assert.True((await client.PutAsync("a", "1")).IsSuperseded);
    }

    [Fact]
    public async Task A_version_survives_as_text()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        DocumentVersion first = (await client.PutAsync("a", "1")).Version;
        DocumentVersion second = (await client.PutAsync("a", "2")).Version;

        Assert.Equal(first, DocumentVersion.Parse(first.ToString()));
        Assert.True(second > first && string.CompareOrdinal(second.ToString(), first.ToString()) > 0);
        Assert.False(DocumentVersion.TryParse(first.ToString()[1..], out _));
        Assert.Throws<FormatException>(() => DocumentVersion.Parse(new string('z', 48)));
    }
}
