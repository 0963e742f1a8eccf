using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Calls;

/// <summary>Our client with our server.</summary>
public sealed class OwnServerTests(OwnServerTests.Site site) : CallContract, IClassFixture<OwnServerTests.Site>
{
    protected override Uri Address => site.Address;

    /// <summary>Not part of the contract: they travel joined by commas, which the official server does not take apart.</summary>
    [Fact]
    public async Task Several_binary_values_of_one_name_arrive_each_for_itself()
    {
        byte[][] values = [[], [0], [], [0, 1], [0, 1, 2], [255, 254, 253, 252]];
        var metadata = new WireMetadata();
        foreach (var value in values)
            metadata.Add("x-trailing-several-bin", value);

        using var channel = Channels.Open(Address);
        var response = await channel.UnaryResponseAsync<Payload>(Rpc.Echo, new Payload(), new WireCallOptions { Metadata = metadata });

        Assert.Equal(values, response.Trailers.Select(entry => entry.Bytes.ToArray()));
    }

    public sealed class Site : IAsyncLifetime
    {
        private TestSite? _site;

        public Uri Address => _site!.Address;

        public async Task InitializeAsync() => _site = await TestSite.StartAsync();

        public async Task DisposeAsync() => await _site!.DisposeAsync();
    }
}
