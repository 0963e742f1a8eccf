using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Calls;

/// <summary>Our client with our server.</summary>
public sealed class OwnServerTests(OwnServerTests.Site site) : CallContract, IClassFixture<OwnServerTests.Site>
{
    protected override Uri Address => site.Address;

    public sealed class Site : IAsyncLifetime
    {
        private TestSite? _site;

        public Uri Address => _site!.Address;

        public async Task InitializeAsync() => _site = await TestSite.StartAsync();

        public async Task DisposeAsync() => await _site!.DisposeAsync();
    }
}
