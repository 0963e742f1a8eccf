namespace ClientHa.Wire.Tests.Metadata;

public sealed class WireMetadataTests
{
    [Fact]
    public void A_name_that_is_not_there_has_no_value()
    {
        var metadata = new WireMetadata { { "x", "text" } };
        metadata.Add("x-bin", [1]);

        Assert.Null(metadata.GetText("y"));
        Assert.Null(metadata.GetBytes("y-bin"));
        Assert.Null(metadata.GetBytes("x"));
        Assert.Null(metadata.GetText("x-bin"));
        Assert.Null(WireMetadata.Empty.GetText("x"));
    }

    [Fact]
    public void Of_several_values_the_last_one_counts()
    {
        var metadata = new WireMetadata { { "x", "first" }, { "X", "last" } };
        metadata.Add("x-bin", [1]);
        metadata.Add("x-bin", [2]);

        Assert.Equal("last", metadata.GetText("X"));
        Assert.Equal([2], metadata.GetBytes("x-Bin")?.ToArray());
        Assert.Equal(["first", "last", "?", "?"], metadata.Select(entry => entry.IsBinary ? "?" : entry.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("ünïcode")]
    [InlineData(":path")]
    [InlineData("grpc-status")]
    [InlineData("Grpc-Timeout")]
    [InlineData("te")]
    [InlineData("content-type")]
    public void A_name_that_cannot_be_sent_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new WireMetadata { { name, "value" } });

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("tab\t")]
    [InlineData("ünïcode")]
    public void A_text_that_cannot_be_sent_is_refused_with_a_remedy(string value)
    {
        var exception = Assert.Throws<ArgumentException>(() => new WireMetadata { { "x", value } });

        Assert.Contains("-bin", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_and_bytes_do_not_mix()
    {
        var metadata = new WireMetadata();

        Assert.Throws<ArgumentException>(() => metadata.Add("x-bin", "text"));
        Assert.Throws<ArgumentException>(() => metadata.Add("x", [1]));
        metadata.Add("y-bin", [1]);
        Assert.Throws<InvalidOperationException>(() => metadata[0].Text);
    }

    [Fact]
    public void Received_headers_of_the_protocol_are_no_metadata()
    {
        var metadata = new WireMetadata();
        metadata.AddReceived(":path", "/");
        metadata.AddReceived("Grpc-Status", "0");
        metadata.AddReceived("TE", "trailers");
        metadata.AddReceived("X-Custom", "ünïcode as received");

        Assert.Equal("x-custom", Assert.Single(metadata).Name);
    }

    [Fact]
    public void Binary_values_that_were_joined_on_their_way_are_taken_apart()
    {
        var metadata = new WireMetadata();
        metadata.AddReceived("x-bin", "AQ, ,AgM=,BAUG");

        Assert.Equal([[1], [], [2, 3], [4, 5, 6]], metadata.Select(entry => entry.Bytes.ToArray()));
    }
}
