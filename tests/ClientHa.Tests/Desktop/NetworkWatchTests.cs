using System.Runtime.CompilerServices;
using ClientHa.Desktop;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Desktop;

public sealed class NetworkWatchTests
{
    private readonly SteppedTime time = new();
    private readonly FakeNetwork network = new();
    private readonly NetworkWatch watch;

    public NetworkWatchTests() => watch = new(network, time);

    [Fact]
    public void A_change_is_told_once_when_it_has_come_to_rest()
    {
        List<bool> told = [];
        Action<bool> listener = told.Add;
        watch.Add(listener);
        foreach (string step in (string[])["", "10.0.0.7", "10.0.0.7 10.8.0.2"])
        {
            network.Change(step);
            time.Advance(TimeSpan.FromMilliseconds(400));
        }
        Assert.Empty(told);
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([true], told);
        GC.KeepAlive(listener);
    }

    [Fact]
    public void That_the_last_interface_is_gone_is_told_as_such()
    {
        List<bool> told = [];
        Action<bool> listener = told.Add;
        watch.Add(listener);
        network.Change("");
        time.Advance(TimeSpan.FromSeconds(1));
        network.Change("10.0.0.7");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([false, true], told);
        GC.KeepAlive(listener);
    }

    [Fact]
    public void Noise_that_leaves_the_addresses_as_they_were_is_not_told()
    {
        List<bool> told = [];
        Action<bool> listener = told.Add;
        watch.Add(listener);
        network.Change("");
        network.Change("192.0.2.1");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(told);
        GC.KeepAlive(listener);
    }

    [Fact]
    public void A_network_that_never_rests_is_looked_at_all_the_same()
    {
        List<bool> told = [];
        Action<bool> listener = told.Add;
        watch.Add(listener);
        for (int i = 0; i < 12; i++)
        {
            network.Change($"10.0.0.{i}");
            time.Advance(TimeSpan.FromMilliseconds(200));
        }
        Assert.Single(told);
        GC.KeepAlive(listener);
    }

    [Fact]
    public void All_clients_share_one_subscription_which_ends_with_the_last_of_them()
    {
        int told = 0;
        Action<bool> first = _ => told++, second = _ => told += 10;
        watch.Add(first);
        watch.Add(second);
        Assert.Equal(1, network.Subscribers);

        watch.Remove(first);
        network.Change("10.0.0.7");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((10, 1), (told, network.Subscribers));

        watch.Remove(second);
        Assert.Equal(0, network.Subscribers);
        network.Change("10.0.0.8");
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, told);

        // And it can begin again.
        watch.Add(first);
        network.Change("10.0.0.9");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((11, 1), (told, network.Subscribers));
    }

    [Fact]
    public void A_client_that_was_forgotten_is_not_kept_alive()
    {
        WeakReference forgotten = AddAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(forgotten.IsAlive);

        network.Change("10.0.0.7");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, network.Subscribers);
    }

    [Fact]
    public void The_systems_own_interfaces_can_be_listed_and_listened_to()
    {
        SystemNetwork system = new();
        static void Told()
        {
        }
        system.Subscribe(Told);
        Assert.Equal(system.Addresses(), system.Addresses());
        Assert.DoesNotContain("127.0.0.1", system.Addresses(), StringComparison.Ordinal);
        Assert.DoesNotContain("fe80", system.Addresses(), StringComparison.Ordinal);
        system.Unsubscribe(Told);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference AddAndForget()
    {
        List<bool> told = [];
        Action<bool> listener = told.Add;
        watch.Add(listener);
        return new WeakReference(listener);
    }
}
