using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Sessions;

public sealed class WriteConcernTests
{
    [Fact]
    public async Task A_write_that_is_to_be_at_another_site_is_there_when_it_is_acknowledged()
    {
        await using SessionSite first = await SessionSite.ServeAsync();
        await using SessionSite second = await SessionSite.ServeAsync(first);
        for (int number = 0; number < 20; number++)
        {
            WriteResponse written = await first.PutAsync($"key {number}", request => request.Concern = new() { AnyPeer = true, TimeoutMilliseconds = 30_000 });

            Assert.False(written.Unconfirmed);
            Assert.True(written.Site.Confirmed >= written.Sequence);
            Assert.Equal(written.Version, (await second.GetAsync($"key {number}")).Document.Version);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(0)]
    public async Task A_write_that_no_other_site_has_in_time_is_acknowledged_and_marked(int timeout)
    {
        TimeSpan own = TimeSpan.FromMilliseconds(60);
        await using SessionSite site = await SessionSite.ServeAsync(configure: options => options.WriteConcernTimeout = own);
        long started = TimeProvider.System.GetTimestamp();

        WriteResponse written = await site.PutAsync("key", request => request.Concern = new() { AnyPeer = true, TimeoutMilliseconds = timeout });

        Assert.True(written.Unconfirmed);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= own);
        Assert.Equal(written.Version, (await site.GetAsync("key")).Document.Version);
    }

    [Fact]
    public async Task A_write_that_is_refused_waits_for_nobody()
    {
        await using SessionSite site = await SessionSite.ServeAsync();
        await site.PutAsync("key");

        WriteResponse refused = await site.PutAsync("key", request =>
            (request.Condition, request.Concern) = (new Condition(), new() { AnyPeer = true, TimeoutMilliseconds = 600_000 }));

        Assert.NotNull(refused.Conflict);
        Assert.False(refused.Unconfirmed);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(600_001)]
    public async Task A_timeout_out_of_range_is_refused_before_anything_is_written(int timeout)
    {
        await using SessionSite site = await SessionSite.ServeAsync();

        WireException refusal = await Assert.ThrowsAsync<WireException>(
            () => site.PutAsync("key", request => request.Concern = new() { AnyPeer = true, TimeoutMilliseconds = timeout }));

        Assert.Equal(WireStatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Null((await site.GetAsync("key")).Document);
    }
}
