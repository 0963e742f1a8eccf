using ClientHa.Server.Sites;

namespace ClientHa.Server.Tests.Sites;

public sealed class SiteWarningsTests
{
    [Fact]
    public void A_topic_has_one_sentence_until_it_is_taken_back()
    {
        SiteWarnings warnings = new();
        warnings.Set("clock", "One second.");
        warnings.Set("clock", "Two seconds.");
        warnings.Set("disk", "Little room.");
        Assert.Equal(["Two seconds.", "Little room."], warnings.All);

        warnings.Set("clock", null);
        Assert.Equal(["Little room."], warnings.All);
    }
}
