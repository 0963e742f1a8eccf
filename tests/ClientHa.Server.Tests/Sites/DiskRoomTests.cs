using ClientHa.Server.Sites;

namespace ClientHa.Server.Tests.Sites;

public sealed class DiskRoomTests
{
    private const long Gibibyte = 1L << 30;

    [Theory]
    [InlineData(Gibibyte / 2, 100 * Gibibyte, true)]
    [InlineData(2 * Gibibyte, 100 * Gibibyte, false)]
    [InlineData(Gibibyte / 2, Gibibyte, false)]
    [InlineData(0, Gibibyte, true)]
    public void Little_room_is_told_on_a_small_disk_by_its_share_and_on_a_great_one_by_bytes(long free, long total, bool expected) =>
        Assert.Equal(expected, DiskRoom.Warning("/data", free, total) is not null);

    [Fact]
    public void It_says_how_much_there_is_and_what_will_be() =>
        Assert.Equal("The disk of /data has 5 MiB left of 1024: make room, or this site will take no more writes.", DiskRoom.Warning("/data", 5 << 20, Gibibyte));
}
