using ClientHa.Configuration;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Configuration;

public class ReplayOverridesTests
{
    private const string Modes = "Url=grpc://ha.test:1 | ReplayOverrides:/A/*=Never | ReplayOverrides:/A/Get*=Always | ReplayOverrides:/A/GetOnce=Never";

    [Theory]
    //          path          mode
    [InlineData("/A/Put",     "Never")]
    [InlineData("/A/GetAll",  "Always")]
    [InlineData("/A/GetOnce", "Never")]
    [InlineData("/B/GetOnce", null)]
    public void What_is_written_most_exactly_holds(string path, string? mode) =>
        Assert.Equal(mode, HaPlan.From(Settings.Bind(Modes)).ReplayOverrides.Of(path)?.ToString());
}
