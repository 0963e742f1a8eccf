using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Client;

public sealed class WireMethodTests
{
    [Fact]
    public void The_idempotent_methods_of_a_service_are_those_that_say_so() => Assert.Equal(
        ["/clientha.wire.testing.Testing/Get", "/clientha.wire.testing.Testing/Put"], WireMethod.IdempotentPaths(Rpc.Service));

    [Fact]
    public async Task A_method_is_called_by_its_shape_and_types()
    {
        using var channel = Channels.Open(new Uri("http://never.invalid"));

        var shape = await Assert.ThrowsAsync<ArgumentException>(() => channel.UnaryAsync<Payload>(Rpc.Count, new Payload()));
        Assert.Contains("/clientha.wire.testing.Testing/Count is a server streaming method", shape.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => channel.UnaryAsync<Google.Protobuf.WellKnownTypes.Empty>(Rpc.Echo, new Payload()));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            channel.UnaryAsync<Payload>(Rpc.Echo, new Google.Protobuf.WellKnownTypes.Empty()));
        Assert.Throws<ArgumentException>(() => channel.Duplex<Payload, Payload>(Rpc.Sum));
    }

    [Theory]
    [InlineData("http://ha.test:8001/path")]
    [InlineData("/relative")]
    public void A_channel_address_has_no_path(string address) =>
        Assert.Throws<ArgumentException>(() => Channels.Open(new Uri(address, UriKind.RelativeOrAbsolute)));
}
