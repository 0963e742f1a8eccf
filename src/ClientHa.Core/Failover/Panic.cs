namespace ClientHa.Core.Failover;

/// <summary>The shared race over all sites while none is up. One for all calls of a client.</summary>
internal sealed record Panic
{
    /// <summary>Before the shell's clock began. Stands first: <see cref="None"/> needs it.</summary>
    private static readonly Instant BeforeAll = new(-1);

    public static readonly Panic None = new();

    /// <summary>Rounds since a site last answered a user's call: what the backoff grows with.</summary>
    public int Rounds { get; init; }

    public bool IsRoundRunning { get; init; }

    public Instant RoundStartedAt { get; init; } = BeforeAll;

    /// <summary>The start of the last round that ended without a site: only it may fail the calls that are older.</summary>
    public Instant FailedRoundStartedAt { get; init; } = BeforeAll;

    /// <summary>When the next round starts if a call waits …</summary>
    public Instant NextRoundAt { get; init; }

    /// <summary>… and if none does.</summary>
    public Instant NextIdleRoundAt { get; init; }

    /// <summary>The waits begin anew: what was found so far was found in other circumstances.</summary>
    public Panic Anew(Instant now) => this with { Rounds = 0, NextRoundAt = now, NextIdleRoundAt = now };

    public Panic Started(Instant now) => this with { IsRoundRunning = true, RoundStartedAt = now };

    /// <summary>
    /// Full jitter over a doubling limit (Brooker, "Exponential Backoff And Jitter", 2015). It grows after a race that found a
    /// site too, until that site has answered a user's call: one that only passes its probes is not raced without a pause.
    /// </summary>
    public Panic Ended(bool hasFailed, Instant now, ref Prng dice)
    {
        dice = dice.Draw(TimeSpan.Zero, FailoverRules.PanicDelay(Rounds), out TimeSpan delay);
        return this with
        {
            Rounds = Rounds + 1,
            IsRoundRunning = false,
            FailedRoundStartedAt = hasFailed ? RoundStartedAt : FailedRoundStartedAt,
            NextRoundAt = now + delay,
            NextIdleRoundAt = now + FailoverRules.IdlePanicDelay,
        };
    }
}
