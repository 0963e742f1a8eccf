using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Testing.Tests.Kernel;
using Xunit;

namespace ClientHa.Integration.Tests.Client.Failures;

/// <summary>What only the kernel can do to a connect.</summary>
public sealed class UnreachableTests
{
    /// <summary>As a router answers for a machine that is off.</summary>
    [Fact]
    [Trait("Needs", "iptables")]
    public async Task A_host_that_cannot_be_reached_is_ejected_and_no_call_fails()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        await using PacketRules rules = await PacketRules.AddAsync(
            $"{PacketRules.To(sites.Site(0).EndPoint)} --syn -j REJECT --reject-with icmp-host-unreachable");

        Reply reply = await caller.CallAsync();

        Assert.True(reply.IsOkFrom(1));
        Assert.Contains("could not be reached (", (await sites.EjectionAsync(0)).Reason, StringComparison.Ordinal);
    }
}
