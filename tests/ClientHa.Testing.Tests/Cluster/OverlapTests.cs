using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>Verbs that are under way at the same time.</summary>
public sealed class OverlapTests
{
    [Fact]
    public async Task A_fault_that_a_site_was_about_to_take_when_it_froze_does_not_wait_for_its_thaw()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.ServerProcess, sites: 1);

        // It stands still already, so that it cannot answer before it is frozen. The signal alone is only on its way.
        int processId = cluster[0].ProcessId!.Value;
        UnixSignal.Send(processId, UnixSignal.Stop);
        await ProcessState.WaitAsync(processId, isFrozen: true, HangGuard.Token);
        Task<HaFault> skewing = cluster[0].SkewClockAsync(TimeSpan.FromHours(1));
        Assert.False(skewing.IsCompleted);
        HaFault freeze = await cluster[0].FreezeAsync().WaitAsync(HangGuard.Token);
        HaFault skew = await skewing.WaitAsync(HangGuard.Token);
        await freeze.HealAsync().WaitAsync(HangGuard.Token);
        await skew.HealAsync().WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task A_name_of_a_site_that_there_is_not_is_no_name()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cluster.Names.NameVanishesAsync(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cluster.Names.NameMovesAsync(0, toSite: 2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cluster.Names.WrongAddressAsync(-1));
        Assert.Empty(cluster.History.Faults);
    }
}
