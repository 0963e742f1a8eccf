using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Core.Tests.Failover;

public sealed class RandomWalkTests
{
    /// <summary>A failure prints the shrunk steps and the seed to replay them.</summary>
    [Fact]
    public void Whatever_happens_in_whatever_order_the_rules_hold() =>
        Prop.ForAll<ulong, byte[]>((seed, steps) => new RandomWalk(seed).Run(steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200));
}
