using ClientHa.Core.Replication;

namespace ClientHa.Server.Tests.Hosting;

public sealed class DefaultTests
{
    [Fact]
    public void What_an_operator_does_not_say_is_as_the_documentation_has_it()
    {
        HaServerOptions options = new();

        Assert.Equal(0, options.Site);
        Assert.Empty(options.Listen);
        Assert.Empty(options.Peers);
        Assert.False(options.Found || options.AcceptClock || options.Insecure);
        Assert.Equal(TimeSpan.FromSeconds(2), options.DrainPeriod);
        Assert.Equal(TimeSpan.FromSeconds(1), options.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(200), options.SessionWait);
        Assert.Equal(TimeSpan.FromSeconds(1), options.WriteConcernTimeout);
        Assert.Equal((1 << 20, 512), (options.MaxValueBytes, options.MaxKeyBytes));
    }

    /// <summary>These are no options: a site that differed from the others would contradict them.</summary>
    [Fact]
    public void What_all_sites_have_alike_is_as_the_documentation_has_it()
    {
        ReplicaRules rules = ReplicaRules.Default;

        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(2)), (rules.OperationLifetime, rules.MaxClockSkew));
        Assert.Equal((TimeSpan.FromDays(30), 10_000), (rules.ConflictLifetime, rules.MaxConflicts));
        Assert.Equal(TimeSpan.FromMilliseconds(250), ClockOffset.Notable);
    }
}
