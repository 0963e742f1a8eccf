using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class ReportQuotaTests
{
    //                    changes, seconds between them | told | summed up in the end
    public static TheoryData<int, double, int, int> Rows => new()
    {
        { 1, 0, 1, 0 },
        { 8, 0, 8, 0 },
        { 9, 0, 8, 1 },
        { 45, 1, 8, 37 },
        { 1_000, 0.01, 8, 992 },
        { 60, 60, 60, 0 },
        { 100, 10, 100, 0 },
        { 120, 1, 16, 104 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void So_many_changes_a_minute_are_told_and_the_others_are_counted(int changes, double seconds, int told, int summedUp)
    {
        ReportQuota quota = ReportQuota.None;
        Instant now = default;
        int isTold = 0, untold = 0;
        for (int i = 0; i < changes; i++)
        {
            quota = quota.Changed(now, out bool one, out int earlier);
            isTold += one ? 1 : 0;
            untold += earlier;
            now += TimeSpan.FromSeconds(seconds);
        }
        quota.Settled(now + ReportQuota.Period, out int last);

        Assert.Equal((told, summedUp), (isTold, untold + last));
    }

    [Fact]
    public void What_was_not_told_is_told_when_the_minute_is_over_and_only_once()
    {
        ReportQuota quota = ReportQuota.None;
        for (int i = 0; i < 10; i++)
            quota = quota.Changed(default, out _, out _);
        quota = quota.Settled(new(ReportQuota.Period.Ticks - 1), out int early);
        quota = quota.Settled(new(ReportQuota.Period.Ticks), out int untold);
        quota.Settled(new(2 * ReportQuota.Period.Ticks), out int again);
        Assert.Equal((0, 2, 0), (early, untold, again));
    }
}
