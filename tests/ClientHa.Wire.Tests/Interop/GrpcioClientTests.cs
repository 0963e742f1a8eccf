using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Interop;

/// <summary>The official gRPC's client with our server. The cases are the functions of grpcio_client.py.</summary>
[Trait("Needs", "grpcio")]
public sealed class GrpcioClientTests(GrpcioClientTests.Client client) : IClassFixture<GrpcioClientTests.Client>
{
    [Theory]
    [InlineData("empty_unary")]
    [InlineData("large_unary")]
    [InlineData("client_streaming")]
    [InlineData("empty_client_streaming")]
    [InlineData("server_streaming")]
    [InlineData("empty_server_streaming")]
    [InlineData("failing_server_streaming")]
    [InlineData("ping_pong_in_turns")]
    [InlineData("empty_stream")]
    [InlineData("custom_metadata")]
    [InlineData("status_codes")]
    [InlineData("status_message")]
    [InlineData("unimplemented_method")]
    [InlineData("unimplemented_service")]
    [InlineData("cancel_after_begin")]
    [InlineData("cancel_after_first_response")]
    [InlineData("timeout_on_sleeping_server")]
    [InlineData("too_large_message")]
    [InlineData("compressed_messages")]
    public async Task Our_server_serves_the_official_client(string name)
    {
        var result = await client.RunAsync(name);
        Assert.True(result == "ok", result);
    }

    [Fact]
    public async Task A_case_that_does_not_hold_is_reported() => Assert.Contains("KeyError", await client.RunAsync("no such case"));

    public sealed class Client : IAsyncLifetime
    {
        private TestSite? _site;
        private PythonChild? _child;

        public async Task InitializeAsync()
        {
            _site = await TestSite.StartAsync();
            _child = PythonChild.Start("grpcio_client.py", _site.Address.Authority);
        }

        public async Task<string> RunAsync(string name)
        {
            await _child!.WriteLineAsync(name);
            return await _child.ReadLineAsync();
        }

        public async Task DisposeAsync()
        {
            await _child!.DisposeAsync();
            await _site!.DisposeAsync();
        }
    }
}
