using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ClientHa.Desktop;

/// <summary>The network interfaces as the operating system tells of them. Where it does not, nothing ever changes.</summary>
internal sealed class SystemNetwork : INetwork
{
    private NetworkAddressChangedEventHandler? addressChanged;
    private NetworkAvailabilityChangedEventHandler? availabilityChanged;

    public void Subscribe(Action told)
    {
        addressChanged = (_, _) => told();
        availabilityChanged = (_, _) => told();
        try
        {
            NetworkChange.NetworkAddressChanged += addressChanged;
            NetworkChange.NetworkAvailabilityChanged += availabilityChanged;
        }
        catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException or SocketException)
        {
            // A container may forbid it. Failures of calls and probes tell in the end.
        }
    }

    public void Unsubscribe(Action told)
    {
        NetworkChange.NetworkAddressChanged -= addressChanged;
        NetworkChange.NetworkAvailabilityChanged -= availabilityChanged;
    }

    public string Addresses()
    {
        try
        {
            return string.Join(' ', NetworkInterface.GetAllNetworkInterfaces()
                .Where(each => each.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown && each.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(each => each.GetIPProperties().UnicastAddresses)
                .Select(each => each.Address)
                .Where(LeadsSomewhere)
                .Select(address => address.ToString())
                .Distinct()
                .Order(StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException)
        {
            return "";
        }
    }

    /// <summary>Every container and every virtual machine brings an address of its own link, which no site is reached by.</summary>
    private static bool LeadsSomewhere(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal &&
        !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
}
