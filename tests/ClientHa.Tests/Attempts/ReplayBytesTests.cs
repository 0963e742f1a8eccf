using System.Net.Http.Headers;
using ClientHa.Attempts;
using Xunit;

namespace ClientHa.Tests.Attempts;

public sealed class ReplayBytesTests
{
    [Fact]
    public async Task A_recycled_body_has_nothing_of_the_call_before()
    {
        ReplayBytes first = ReplayBytes.Of(new byte[] { 1, 2, 3 }, Original(new byte[3]));
        Assert.Equal((3, "application/grpc"), await ReadAsync(first));
        first.Recycle();

        ReplayBytes second = ReplayBytes.Of(new byte[] { 4, 5, 6, 7, 8 }, Original(new byte[5]));

        Assert.Same(first, second);
        Assert.Equal((5, "application/grpc"), await ReadAsync(second));
        Assert.Equal([4, 5, 6, 7, 8], await second.ReadAsByteArrayAsync());
        second.Recycle();
    }

    [Fact]
    public void A_body_of_another_type_or_with_more_headers_is_no_recycled_one()
    {
        ReplayBytes first = ReplayBytes.Of(new byte[] { 1 }, Original(new byte[1]));
        first.Recycle();

        HttpContent json = Original(new byte[1], "application/json"), encoded = Original(new byte[1]);
        encoded.Headers.ContentEncoding.Add("gzip");

        Assert.NotSame(first, ReplayBytes.Of(new byte[] { 2 }, json));
        ReplayBytes other = ReplayBytes.Of(new byte[] { 2 }, encoded);
        Assert.NotSame(first, other);
        Assert.Equal("gzip", Assert.Single(other.Headers.ContentEncoding));
        other.Recycle();
        Assert.Same(first, ReplayBytes.Of(new byte[] { 2 }, Original(new byte[1])));
    }

    [Fact]
    public async Task A_length_that_was_not_known_is_not_that_of_the_call_before()
    {
        ReplayBytes first = ReplayBytes.Of(new byte[] { 1, 2, 3 }, Original(new byte[3]));
        Assert.Equal(3, (await ReadAsync(first)).Length);
        first.Recycle();

        using StreamContent unknown = new(new UnseekableStream());
        unknown.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        ReplayBytes second = ReplayBytes.Of(new byte[] { 4, 5 }, unknown);

        Assert.Same(first, second);
        Assert.Null(second.Headers.ContentLength);
    }

    private static ByteArrayContent Original(byte[] body, string type = "application/grpc")
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private static async Task<(long? Length, string? Type)> ReadAsync(ReplayBytes content)
    {
        using MemoryStream sent = new();
        await content.CopyToAsync(sent);
        Assert.Equal(content.Headers.ContentLength, sent.Length);
        return (content.Headers.ContentLength, content.Headers.ContentType?.ToString());
    }

    private sealed class UnseekableStream : MemoryStream
    {
        public override bool CanSeek => false;
    }
}
