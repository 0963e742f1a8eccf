using System.Net;
using ClientHa.Wire.Tests.Framing;
using ClientHa.Wire.Tests.Site;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>Whatever a client sends, it gets a clean status, and the next good call is served.</summary>
public sealed class GarbageToServerTests : IAsyncLifetime, IDisposable
{
    private const string Echo = "/clientha.wire.testing.Testing/Echo";
    private const string Sum = "/clientha.wire.testing.Testing/Sum";
    private const string Unimplemented = "12";
    private const string Internal = "13";
    private const string ResourceExhausted = "8";

    private static readonly byte[] s_good = AnyFrames.Encode(new Payload { Text = "good" });

    private TestSite? _site;
    private RawClient? _client;
    private WireChannel? _channel;

    private RawClient Client => _client!;

    public async Task InitializeAsync()
    {
        _site = await TestSite.StartAsync();
        _client = new RawClient(_site.Address);
        _channel = _site.OpenChannel();
    }

    /// <summary>After each test.</summary>
    public async Task DisposeAsync()
    {
        var good = new Payload { Text = "still there" };
        Assert.Equal(good, await _channel!.UnaryAsync<Payload>(Rpc.Echo, good));
        Assert.DoesNotContain(_site!.Log.Entries, entry => entry.Level >= LogLevel.Error);

        await _site.DisposeAsync();
    }

    public void Dispose()
    {
        _channel?.Dispose();
        _client?.Dispose();
    }

    [Theory]
    [InlineData(new byte[] { }, Unimplemented)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, Unimplemented)]
    [InlineData(new byte[] { 0 }, Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0x18 }, Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0x18, 1, 0 }, Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0x18 }, Internal)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, Internal)]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 }, Internal)]
    [InlineData(new byte[] { 0xFF, 0, 0, 0, 0 }, Internal)]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, ResourceExhausted)]
    [InlineData(new byte[] { 0, 0x80, 0, 0, 0 }, ResourceExhausted)]
    [InlineData(new byte[] { 0, 0, 0x40, 0, 1 }, ResourceExhausted)]
    public async Task A_malformed_request_gets_a_status(byte[] body, string status)
    {
        var answer = await Client.SendAsync(Echo, body);

        Assert.Equal((HttpStatusCode.OK, status), (answer.HttpStatus, answer.GrpcStatus));
        Assert.NotEmpty(answer.GrpcMessage);
    }

    [Fact]
    public async Task A_stream_that_goes_wrong_after_a_good_request_gets_a_status()
    {
        Assert.Equal(Internal, (await Client.SendAsync(Sum, [.. s_good, 0, 0, 0])).GrpcStatus);
        Assert.Equal(Internal, (await Client.SendAsync(Sum, [.. s_good, 7, 0, 0, 0, 0])).GrpcStatus);
        Assert.Equal(ResourceExhausted, (await Client.SendAsync(Sum, [.. s_good, 0, 0xFF, 0xFF, 0xFF, 0xFF])).GrpcStatus);
    }

    [Fact]
    public void Any_bytes_get_a_status() => Prop.ForAll<byte[]>(async bytes =>
    {
        // Half of them with a frame's beginning of their own, so that they get as far as the parser.
        string?[] statuses =
        [
            (await Client.SendAsync(Echo, bytes)).GrpcStatus,
            (await Client.SendAsync(Sum, [0, 0, 0, 0, (byte)bytes.Length, .. bytes])).GrpcStatus,
        ];
        return statuses.All(status => status is "0" or Unimplemented or Internal or ResourceExhausted);
    }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("application/grpc", HttpStatusCode.OK)]
    [InlineData("application/grpc+proto", HttpStatusCode.OK)]
    [InlineData("application/grpc; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("application/grpc-web+proto", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task Only_grpc_content_is_taken(string? contentType, HttpStatusCode expected)
    {
        var answer = await Client.SendAsync(Echo, s_good, contentType);

        Assert.Equal(expected, answer.HttpStatus);
        Assert.Equal(expected == HttpStatusCode.OK ? "0" : null, answer.GrpcStatus);
    }

    [Fact]
    public async Task Only_posts_are_taken() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Client.SendAsync(Echo, s_good, method: HttpMethod.Put)).HttpStatus);

    /// <summary>Proxies in between may have eaten the header, and Kestrel sends trailers anyway.</summary>
    [Theory]
    [InlineData("te", "trailers")]
    [InlineData("te", "deflate")]
    [InlineData("x-nothing", "at all")]
    public async Task Te_is_not_asked_for(string name, string value) =>
        Assert.Equal("0", (await Client.SendAsync(Echo, s_good, headers: (name, value))).GrpcStatus);

    [Theory]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    [InlineData("123456789S")]
    [InlineData("soon")]
    public async Task A_bad_timeout_gets_a_status_that_shows_it(string timeout)
    {
        var answer = await Client.SendAsync(Echo, s_good, headers: ("grpc-timeout", timeout));

        Assert.Equal(Internal, answer.GrpcStatus);
        Assert.Contains($"'{timeout}'", answer.GrpcMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_of_nothing_is_over_at_once() =>
        Assert.Equal("4", (await Client.SendAsync(Echo, s_good, headers: ("grpc-timeout", "0n"))).GrpcStatus);

    [Fact]
    public async Task A_binary_header_that_is_no_base64_gets_a_status_that_names_it()
    {
        var answer = await Client.SendAsync(Echo, s_good, headers: ("x-broken-bin", "*"));

        Assert.Equal(Internal, answer.GrpcStatus);
        Assert.Contains("x-broken-bin", answer.GrpcMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("Identity")]
    [InlineData("identity, gzip")]
    public async Task An_unknown_encoding_is_unimplemented_and_the_answer_names_the_known_one(string encoding)
    {
        var answer = await Client.SendAsync(Echo, [1, 0, 0, 0, 0], headers: ("grpc-encoding", encoding));

        Assert.Equal(Unimplemented, answer.GrpcStatus);
        Assert.Equal("identity", answer.AcceptEncoding);
        Assert.Contains($"'{encoding}'", answer.GrpcMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_identity_encoding_is_none() =>
        Assert.Equal("0", (await Client.SendAsync(Echo, s_good, headers: ("grpc-encoding", "identity"))).GrpcStatus);

    [Theory]
    [InlineData("/clientha.wire.testing.Testing/echo", Unimplemented)]
    [InlineData("/clientha.wire.testing.testing/Echo", Unimplemented)]
    [InlineData("/clientha.wire.testing.Testing/%45cho", "0")]
    [InlineData("/clientha.wire.testing.Testing/Nothing", Unimplemented)]
    [InlineData("/a/b", Unimplemented)]
    public async Task Names_are_compared_letter_by_letter(string path, string status) =>
        Assert.Equal(status, (await Client.SendAsync(path, s_good)).GrpcStatus);

    [Theory]
    [InlineData("/")]
    [InlineData("/one")]
    [InlineData("/clientha.wire.testing.Testing/Echo/more")]
    public async Task A_path_that_is_no_methods_is_not_found(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await Client.SendAsync(path, s_good)).HttpStatus);
}
