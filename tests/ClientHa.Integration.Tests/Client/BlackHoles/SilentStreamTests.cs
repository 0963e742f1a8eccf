using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Client.BlackHoles;

/// <summary>A committed stream that is silent for 15 s has its site asked, and is ended only if that is dead.</summary>
public sealed class SilentStreamTests(SilentStreams streams) : IClassFixture<SilentStreams>
{
    [SitesFact]
    public async Task A_stream_at_a_frozen_process_ends_with_the_site_that_was_lost_and_the_next_is_elsewhere() =>
        Assert.Matches("^Unavailable: 0.ha.test:[0-9]+ .* in the middle of its answer; call again", await streams.AtAFrozenProcess);

    [SitesFact]
    public async Task A_stream_in_a_black_hole_ends_with_the_site_that_was_lost() =>
        Assert.Matches("^0.ha.test:[0-9]+ .* in the middle of its answer; call again", await streams.InABlackHole);

    [SitesFact]
    public async Task A_stream_that_is_quiet_by_nature_goes_on() =>
        Assert.Equal("0 ejections, 1 probe", await streams.AtAQuietSite);
}
