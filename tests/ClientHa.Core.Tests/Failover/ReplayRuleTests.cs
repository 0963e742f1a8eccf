using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class ReplayRuleTests
{
    //          what is known            policy                 idempotent: no, yes
    [Theory]
    [InlineData(nameof(Execution.Never), Replay.Safe, /*   */ true, true)]
    [InlineData(nameof(Execution.Never), Replay.Always, /* */ true, true)]
    [InlineData(nameof(Execution.Never), Replay.Never, /*  */ false, false)]
    [InlineData(nameof(Execution.Unknown), Replay.Safe, /* */ false, true)]
    [InlineData(nameof(Execution.Unknown), Replay.Always, true, true)]
    [InlineData(nameof(Execution.Unknown), Replay.Never, /**/ false, false)]
    [InlineData(nameof(Execution.Final), Replay.Safe, /*   */ false, false)]
    [InlineData(nameof(Execution.Final), Replay.Always, /* */ false, false)]
    [InlineData(nameof(Execution.Final), Replay.Never, /*  */ false, false)]
    public void A_call_may_move_if(string execution, Replay replay, bool unsafely, bool idempotent)
    {
        Assert.Equal(unsafely, ReplayRule.MayMove(Enum.Parse<Execution>(execution), replay, isIdempotent: false));
        Assert.Equal(idempotent, ReplayRule.MayMove(Enum.Parse<Execution>(execution), replay, isIdempotent: true));
    }
}
