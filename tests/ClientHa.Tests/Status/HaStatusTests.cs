using System.Collections.Immutable;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Status;

public class HaStatusTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void It_names_the_site_that_calls_go_to() =>
        Assert.Equal("Connected to 1.ha.test", Of(1, Ejected(0, "connection refused", 2), Up(1)).ToString());

    [Fact]
    public void It_does_not_claim_a_connection_before_the_first_answer() =>
        Assert.Equal("Connecting to 0.ha.test", Of(0, Up(0, isConnected: false), Up(1)).ToString());

    [Fact]
    public void It_names_all_sites_that_calls_go_to() =>
        Assert.Equal("Connected to 0.ha.test, 2.ha.test", Of(null, Up(0), Ejected(1, "reset", 2), Up(2)).ToString());

    [Theory]
    [InlineData(-1.0,  "; next attempt now")]
    [InlineData(0.0,   "; next attempt now")]
    [InlineData(0.2,   "; next attempt in 1 s")]
    [InlineData(15.0,  "; next attempt in 15 s")]
    [InlineData(150.0, "; next attempt in 3 min")]
    [InlineData(null,  "")]
    public void It_says_why_no_site_answers_and_when_the_next_attempt_is(double? seconds, string expected) =>
        Assert.Equal(
            $"No site answers: 0.ha.test (connection refused), 1.ha.test (ejected){expected}",
            Of(null, Ejected(0, "connection refused", seconds), Ejected(1, null, seconds + 100)).ToString());

    [Fact]
    public void Sites_on_one_host_are_told_apart_by_their_ports()
    {
        SiteStatus[] sites =
        [
            new() { Name = "::1", Port = 1, State = SiteState.Available, IsConnected = true },
            new() { Name = "::1", Port = 2, State = SiteState.Available },
        ];

        Assert.Equal("Connected to [::1]:1", new HaStatus { Time = Now, Sites = [.. sites], Current = sites[0], IsPanic = false }.ToString());
    }

    [Fact]
    public void A_site_says_its_state_and_its_last_error()
    {
        Assert.Equal("0.ha.test: ejected (connection refused)", Ejected(0, "connection refused", null).ToString());
        Assert.Equal("1.ha.test: available", Up(1).ToString());
    }

    private static HaStatus Of(int? current, params ImmutableArray<SiteStatus> sites) => new()
    {
        Time = Now,
        Sites = sites,
        Current = current is { } index ? sites[index] : null,
        IsPanic = sites.All(site => site.State == SiteState.Ejected),
    };

    private static SiteStatus Up(int number, bool isConnected = true) =>
        new() { Name = $"{number}.ha.test", Port = 8001, State = SiteState.Available, IsConnected = isConnected };

    private static SiteStatus Ejected(int number, string? error, double? probeAfterSeconds) => new()
    {
        Name = $"{number}.ha.test",
        Port = 8001,
        State = SiteState.Ejected,
        LastError = error,
        NextProbe = probeAfterSeconds is { } seconds ? Now + TimeSpan.FromSeconds(seconds) : null,
    };
}
