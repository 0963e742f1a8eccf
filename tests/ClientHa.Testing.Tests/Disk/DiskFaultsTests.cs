using ClientHa.Testing.Disk;

namespace ClientHa.Testing.Tests.Disk;

public sealed class DiskFaultsTests
{
    private static readonly DiskFaults Slow = new() { SyncDelay = TimeSpan.FromSeconds(1) };
    private static readonly DiskFaults Slower = new() { SyncDelay = TimeSpan.FromSeconds(2) };
    private static readonly DiskFaults Full = new() { IsFull = true };
    private static readonly DiskFaults ReadOnly = new() { IsReadOnly = true };

    [Fact]
    public void What_is_wrong_follows_from_all_faults_together_in_any_order()
    {
        (DiskFaults[] Faults, int DelaySeconds, string? Refusal)[] table =
        [
            ([], 0, null),
            ([Slow], 1, null),
            ([Slow, Slower, Slow], 4, null),
            ([Full], 0, "No space left on device"),
            ([Slow, Full], 1, "No space left on device"),
            ([ReadOnly], 0, "Read-only file system"),
            ([Full, ReadOnly], 0, "Read-only file system"),
        ];
        foreach ((DiskFaults[] faults, int delaySeconds, string? refusal) in table)
        {
            DiskFaults all = DiskFaults.Combine(faults);
            Assert.Equal(TimeSpan.FromSeconds(delaySeconds), all.SyncDelay);
            Assert.Equal(refusal, all.Refusal);
            Assert.Equal(all, DiskFaults.Combine(faults.Reverse()));
        }
    }
}
