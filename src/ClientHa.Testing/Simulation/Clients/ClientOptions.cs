using System.Collections.Immutable;
using System.Globalization;
using ClientHa.Core.Failover;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>What a seed draws for all clients of a run, beside what is drawn for the whole world.</summary>
internal sealed record ClientOptions
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    public static readonly TimeSpan NoSiteTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The configured list: a site stands there as often as its weight says.</summary>
    public required SiteList List { get; init; }

    public required Replay Replay { get; init; }

    /// <summary>The first choice is the nearest site.</summary>
    public bool PrefersNearest { get; init; }

    /// <summary>So many of a hundred clients hold a watch.</summary>
    public required int WatcherPercent { get; init; }

    public static ClientOptions Draw(ulong seed, int sites)
    {
        Dice dice = new(seed, "client options");
        ImmutableArray<int> entries = [.. Enumerable.Range(0, sites)];
        if (dice.Chance(20))
            entries = [.. entries, dice.Below(sites)];
        return new()
        {
            List = new([.. Enumerable.Range(0, sites).Select(site => $"{site}.ha.test")], entries),
            Replay = dice.Pick([Replay.Safe, Replay.Safe, Replay.Safe, Replay.Safe, Replay.Safe, Replay.Safe, Replay.Always, Replay.Never]),
            WatcherPercent = dice.Pick([0, 30, 60]),
            PrefersNearest = new Dice(seed, "nearest").Chance(15),
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"entries {string.Join(' ', List.Entries)}, replay {Replay}, {WatcherPercent} % of the clients watch{(PrefersNearest ? ", the nearest site first" : "")}");
}
