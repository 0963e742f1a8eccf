using System.Collections.Immutable;
using System.Net;

namespace ClientHa;

/// <summary>What a client knows of one site, at one moment.</summary>
public sealed class SiteStatus
{
    /// <summary>The site's host name, such as <c>0.ha.test</c>, or its IP address.</summary>
    public required string Name { get; init; }

    /// <summary>The site's port. Range: 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Where the name led when it was last resolved. Empty until it was.</summary>
    public ImmutableArray<IPEndPoint> Endpoints { get; init; } = [];

    /// <summary>What the client makes of the site.</summary>
    public required SiteState State { get; init; }

    /// <summary>When the site came into this state, as far as this client knows.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Whether the site is at the head of this client's own order: where its calls are at home.</summary>
    public bool IsFirstChoice { get; init; }

    /// <summary>
    /// Whether the site has answered over HTTP since it last failed. A connection alone is no answer: a frozen process still
    /// accepts those.
    /// </summary>
    public bool IsConnected { get; init; }

    /// <summary>Why the site is not simply available, for people; none where there is nothing to say.</summary>
    public string? LastError { get; init; }

    /// <summary>When the site is asked next whether it is alive; none if no probe is planned.</summary>
    public DateTimeOffset? NextProbe { get; init; }

    /// <summary>The end of the reconnect delay: the site gets no calls before. None if the site is not ejected.</summary>
    public DateTimeOffset? AvailableNotBefore { get; init; }

    /// <summary>
    /// When calls come back to a site that has recovered: from then on at the first instant without a call in flight. None if the site is
    /// not <see cref="SiteState.Returning"/>, or if <see cref="Failback"/> brings no calls back by itself.
    /// </summary>
    public DateTimeOffset? HomeFrom { get; init; }

    /// <summary>When calls come back to it regardless. None as for <see cref="HomeFrom"/>.</summary>
    public DateTimeOffset? HomeBy { get; init; }

    /// <summary>How many calls are at the site now.</summary>
    public int CallsInFlight { get; init; }

    /// <summary>The name, the state, and the last error if there is one: "1.ha.test: ejected (connection refused)".</summary>
    public override string ToString() =>
        $"{Name}: {State.ToString().ToLowerInvariant()}{(LastError is null ? "" : $" ({LastError})")}";
}
