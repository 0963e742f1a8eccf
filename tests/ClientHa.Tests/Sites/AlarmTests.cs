using ClientHa.Core.Failover;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>The one alarm for all that is due, which many threads set.</summary>
public sealed class AlarmTests
{
    [Fact]
    public async Task Who_looks_first_at_what_is_due_does_not_set_the_alarm_last()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.CallAsync();
        using SemaphoreSlim isHeld = new(0), goOn = new(0);
        FailoverState seen = bed.Directory.State;
        Task? waiting = null;
        Thread slow = new(() => waiting = bed.Directory.WaitForChangeAsync(seen, TimeSpan.FromMinutes(30), CancellationToken.None));
        Thread quick = new(() => bed.Directory.Record(new SiteEvent(SiteEventKind.Down, 0, bed.Health(0).Generation) { Reason = "is down" }));

        // It has seen that nothing is due, and is held up before it sets the alarm to that.
        bed.Time.Asked = () =>
        {
            if (Thread.CurrentThread != slow || bed.Time.Asked is null)
                return;
            bed.Time.Asked = null;
            isHeld.Release();
            goOn.Wait(Eventually.HangGuard);
        };
        slow.Start();
        Assert.True(await isHeld.WaitAsync(Eventually.HangGuard));
        quick.Start();
        await Eventually.UntilAsync(() => !quick.IsAlive || (quick.ThreadState & ThreadState.WaitSleepJoin) != 0);
        goOn.Release();
        slow.Join();
        quick.Join();

        await waiting!.WaitAsync(Eventually.HangGuard);
        Assert.Equal(SiteState.Ejected, bed.Health(0).State);
        bed.AdvanceTo(bed.Health(0).NextProbeAt, isJustBefore: true);
        Assert.Equal(0, first.Probes);
        bed.Time.Advance(TimeSpan.FromTicks(1));
        await Eventually.UntilAsync(() => first.Probes == 1);
    }
}
