namespace ClientHa.Testing.Tests.Kernel;

/// <summary>What the kit's bridges do to a client is what the kernel's own network does.</summary>
public sealed class KernelNetworkTests
{
    [Theory]
    [InlineData(NetworkFault.Blackhole)]
    [InlineData(NetworkFault.BlackholeToSite)]
    [InlineData(NetworkFault.BlackholeFromSite)]
    [InlineData(NetworkFault.Refuse)]
    [Trait("Needs", "iptables")]
    public async Task What_packets_meet_at_a_bridge_they_meet_in_the_kernel(NetworkFault fault) => await CompareAsync(fault);

    /// <summary>By ss; only root may, and who may use iptables is root.</summary>
    [Fact]
    [Trait("Needs", "iproute2")]
    [Trait("Needs", "iptables")]
    public async Task A_reset_by_a_bridge_is_a_reset_by_the_kernel() => await CompareAsync(NetworkFault.Reset);

    private static async Task CompareAsync(NetworkFault fault)
    {
        string[][] both = await Task.WhenAll(Course.RunAsync(fault, byKernel: false), Course.RunAsync(fault, byKernel: true));
        (string[] byBridge, string[] byKernel) = (both[0], both[1]);
        Assert.Equal(byBridge, byKernel);

        // Neither of them has done nothing.
        Assert.Contains(byKernel, line => line.EndsWith(", 1 answered", StringComparison.Ordinal));
    }
}
