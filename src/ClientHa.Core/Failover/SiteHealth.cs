namespace ClientHa.Core.Failover;

/// <summary>What is known of one site. Moments are on the shell's monotonic clock.</summary>
internal sealed record SiteHealth(string Name)
{
    public SiteState State { get; init; } = SiteState.Available;

    /// <summary>
    /// Grows whenever connections made so far are no evidence any more: at an ejection and when the addresses change. What an
    /// attempt of an older generation reports changes nothing.
    /// </summary>
    public int Generation { get; init; }

    /// <summary>Where the name leads, in whatever order it was told; null until it was resolved. Equal keys are aliases.</summary>
    public string? EndpointKey { get; init; }

    /// <summary>Why the site is not simply available, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>The last failure concerned the name (a wrong certificate), not the machine behind it.</summary>
    public bool NameAlone { get; init; }

    /// <summary>Since when the site has been good without a break.</summary>
    public Instant GoodSince { get; init; }

    /// <summary>When the state was entered.</summary>
    public Instant Since { get; init; }

    /// <summary>The end of the reconnect delay.</summary>
    public Instant ReadmitAt { get; init; }

    /// <summary>It failed when this machine's network changed: it is back, and at home, with its first good probe.</summary>
    public bool IsBlameless { get; init; }

    public int ConsecutiveGoodProbes { get; init; }

    public int ConsecutiveFailedProbes { get; init; }

    /// <summary>One, but for a race: it asks a site that is being asked already.</summary>
    public int ProbesRunning { get; init; }

    public bool IsProbing => ProbesRunning > 0;

    public Instant NextProbeAt { get; init; } = Instant.Never;

    /// <summary>From here on calls come home when none is in flight …</summary>
    public Instant HomeFrom { get; init; } = Instant.Never;

    /// <summary>… and from here on regardless.</summary>
    public Instant HomeBy { get; init; } = Instant.Never;

    /// <summary>How long a call may wait without a byte from the site before the site is suspected.</summary>
    public TimeSpan SuspectDelay { get; init; } = FailoverRules.FirstSuspectDelay;

    /// <summary>What the last suspicion was for.</summary>
    public Suspicion Suspicion { get; init; }

    /// <summary>How long a connection takes, smoothed; null until there was one, or where nobody goes by it.</summary>
    public TimeSpan? ConnectTime { get; init; }

    /// <summary>It was measured on another network: the next measurement takes its place.</summary>
    public bool IsConnectTimeOld { get; init; }

    public int BrokenAnswers { get; init; }

    /// <summary>The method of the first broken answer in the row, as a hash.</summary>
    public ulong BrokenMethod { get; init; }

    public bool BrokenOverTwoMethods { get; init; }

    /// <summary>The site may be picked, if only as a second choice.</summary>
    public bool IsUp => State is SiteState.Available or SiteState.Suspected or SiteState.Returning;

    /// <summary>Enough probes in a row were good.</summary>
    public bool IsConfirmed => ConsecutiveGoodProbes >= (IsBlameless ? 1 : FailoverRules.GoodProbes);

    /// <summary>A probe is to tell whether the site is alive: one that takes calls, or one that would take them soon.</summary>
    public bool IsSuspected => State == SiteState.Suspected || (State == SiteState.Returning && NextProbeAt != Instant.Never);

    /// <summary>
    /// A call waits for what the probe finds. Not where it is a stream that is quiet, as many are by nature: its probe has time, or one
    /// that begins in a short stall would eject a site that is only slow.
    /// </summary>
    public bool IsProbeUrgent => IsSuspected && Suspicion != Suspicion.Stream;

    /// <summary>When this site next wants something done, apart from panic.</summary>
    public Instant NextWake
    {
        get
        {
            Instant probe = IsProbing ? Instant.Never : NextProbeAt;
            return State switch
            {
                SiteState.Returning => Instant.Earlier(HomeBy, probe),
                SiteState.Ejected when IsConfirmed => Instant.Earlier(ReadmitAt, probe),
                _ => probe,
            };
        }
    }
}
