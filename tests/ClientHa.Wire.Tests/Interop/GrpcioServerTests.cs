using ClientHa.Wire.Tests.Calls;

namespace ClientHa.Wire.Tests.Interop;

/// <summary>Our client with the official gRPC's server.</summary>
[Trait("Needs", "grpcio")]
public sealed class GrpcioServerTests(GrpcioServerTests.Server server) : CallContract, IClassFixture<GrpcioServerTests.Server>
{
    protected override Uri Address => server.Address;

    public sealed class Server : IAsyncLifetime
    {
        private PythonChild? _child;

        public Uri Address { get; private set; } = new("http://unset.invalid");

        public async Task InitializeAsync()
        {
            _child = PythonChild.Start("grpcio_server.py");
            Address = new Uri($"http://127.0.0.1:{await _child.ReadLineAsync()}");
        }

        public async Task DisposeAsync() => await _child!.DisposeAsync();
    }
}
