using System.Runtime.CompilerServices;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Clients;

/// <summary>Many changes, and changes under load.</summary>
public sealed class ReloadLoadTests
{
    [Fact]
    public async Task No_call_is_cut_while_a_site_is_removed_and_added_again_and_again()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], timeProvider: TimeProvider.System);
        using Load load = new(bed);
        for (int i = 0; i < 50; i++)
        {
            bool isRemoved = int.IsEvenInteger(i);
            int before = first.Calls + second.Calls;
            bed.Reload(options => options.Servers = isRemoved ? [second.Server] : [first.Server, second.Server]);
            await load.UntilAsync(() => first.Calls + second.Calls >= before + 20);
        }
        await load.StopAsync();
        Assert.True(first.Calls > 100 && second.Calls > 100, $"{first.Calls} and {second.Calls} calls");
        Assert.Empty(bed.Log.TextsOf(100));

        // What is left is the last configuration's.
        await Eventually.UntilAsync(() => bed.Client.Retiring == 0 && first.OpenConnections + second.OpenConnections <= 2);
    }

    [Fact]
    public async Task Two_hundred_changes_leave_no_timer_no_socket_and_no_memory_behind()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(site);
        await bed.CallAsync();
        await SettleAsync(bed);
        int timers = bed.Time.Timers;
        List<WeakReference> old = [];
        for (int i = 0; i < 200; i++)
        {
            old.Add(Present(bed));
            bed.Reload(options => options.NoSiteTimeout = TimeSpan.FromSeconds(31 + i));
            Assert.Equal(site.Server, await bed.CallAsync());
        }
        await SettleAsync(bed);
        await Eventually.UntilAsync(() => site.OpenConnections == 1);
        Assert.Equal((timers, 0), (bed.Time.Timers, bed.Client.Retiring));
        await Eventually.UntilAsync(() =>
        {
            GC.Collect();
            return old.Count(each => each.IsAlive) <= 2;
        });
    }

    /// <summary>Without calls the watch stops, and with it its timer: those of the look-ups and of the machine stay.</summary>
    private static Task SettleAsync(Bed bed) => Eventually.UntilAsync(() =>
    {
        bed.Time.Advance(TimeSpan.FromMilliseconds(250));
        return bed.Time.Timers == 2 && bed.Client.Retiring == 0;
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Present(Bed bed) => new(bed.Directory);
}
