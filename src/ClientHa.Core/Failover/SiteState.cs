namespace ClientHa;

/// <summary>What a client makes of a site.</summary>
public enum SiteState
{
    /// <summary>The site takes calls.</summary>
    Available,

    /// <summary>The site takes calls, but has been silent for so long that a probe is asking whether it is alive.</summary>
    Suspected,

    /// <summary>The site said that it is about to stop: it finishes its calls and takes no new ones.</summary>
    Draining,

    /// <summary>The site failed and gets no calls for the reconnect delay.</summary>
    Ejected,

    /// <summary>The site has recovered; calls come home to it at a moment that each client draws for itself.</summary>
    Returning,
}
