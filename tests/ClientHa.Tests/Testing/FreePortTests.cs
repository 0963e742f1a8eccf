using System.Net;
using System.Net.Sockets;
using ClientHa.Testing;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Tests.Testing;

public sealed class FreePortTests
{
    [Fact]
    public void A_found_port_can_be_listened_at_on_each_address()
    {
        IPAddress[] addresses = Loopback.HasManyAddresses ? [Loopback.Address(1), Loopback.Address(2), Loopback.Address(3)] : [Loopback.Address(1)];
        int port = FreePort.Find(addresses);
        foreach (IPAddress address in addresses)
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
    }

    [Fact]
    public void No_port_is_given_twice()
    {
        int[] ports = [.. Enumerable.Range(0, 200).Select(_ => FreePort.Find())];
        Assert.Equal(ports.Length, ports.Distinct().Count());
    }

    [Fact]
    public void A_found_port_is_none_that_outgoing_connections_take()
    {
        const string range = "/proc/sys/net/ipv4/ip_local_port_range";
        int first = File.Exists(range)
            ? int.Parse(File.ReadAllText(range).Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture)
            : 49_152;
        if (first >= 32_768) Assert.InRange(FreePort.Find(), 1_024, first - 1);
    }

    [Fact]
    public void An_address_of_another_machine_is_an_error() =>
        Assert.Throws<SocketException>(() => FreePort.Find(IPAddress.Parse("192.0.2.1")));

    [Fact]
    public void Linux_has_many_loopback_addresses_and_macOS_has_one()
    {
        if (OperatingSystem.IsLinux()) Assert.True(Loopback.HasManyAddresses);
        if (OperatingSystem.IsMacOS()) Assert.False(Loopback.HasManyAddresses);
        Assert.Equal(IPAddress.Parse("127.0.0.7"), Loopback.Address(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loopback.Address(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loopback.Address(255));
    }
}
