namespace ClientHa.Core.Failover;

/// <summary>Why a site is suspected.</summary>
internal enum Suspicion
{
    /// <summary>A call waits without a byte from the site: if the site is alive, it is slow, and is given more time before the next one.</summary>
    Call,

    /// <summary>It is only a stream that is silent, as many are by nature: that the site is alive says nothing of how fast it answers.</summary>
    Stream,

    /// <summary>The site was reached over a network that is not there any more.</summary>
    Network,
}
