using System.Collections.Immutable;
using System.Net;

namespace ClientHa.Configuration;

/// <summary>Reads options into a plan. It goes on after a fault, so that an operator sees all of them at once.</summary>
internal static class HaPlanReader
{
    private const int MaxReplayBufferBytes = 64 << 20;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestConnect = TimeSpan.FromMinutes(5);

    /// <summary>Null if there is a fault.</summary>
    public static HaPlan? Read(HaOptions options, Findings findings)
    {
        SiteNaming? naming = SiteNaming.Read(options, findings);
        FirstChoice firstChoice = FirstChoice.Read(options.FirstChoice, naming, findings);
        CheckDefined(nameof(HaOptions.Policy), options.Policy, findings);
        TimeSpan reconnect = Duration(nameof(HaOptions.ReconnectDelay), options.ReconnectDelay, TimeSpan.Zero, Longest, findings);
        CheckDefined(nameof(HaOptions.Failback), options.Failback, findings);
        CheckDefined(nameof(HaOptions.Replay), options.Replay, findings);
        TimeSpan? attempt = options.AttemptTimeout is { } timeout
            ? Duration(nameof(HaOptions.AttemptTimeout), timeout, Shortest, Longest, findings)
            : null;
        TimeSpan connect = Duration(nameof(HaOptions.ConnectTimeout), options.ConnectTimeout, Shortest, LongestConnect, findings);
        TimeSpan noSite = Duration(nameof(HaOptions.NoSiteTimeout), options.NoSiteTimeout, TimeSpan.Zero, Longest, findings);
        if (options.ReplayBufferBytes is < 0 or > MaxReplayBufferBytes)
        {
            findings.Fail($"ReplayBufferBytes {options.ReplayBufferBytes} is outside 0 to {MaxReplayBufferBytes} bytes: write " +
                "1048576 for 1 MiB, or 0 to keep nothing for a replay");
        }
        MethodPatterns methods = MethodPatterns.Read(nameof(HaOptions.IdempotentMethods), options.IdempotentMethods, findings);
        MethodPatterns waiting = MethodPatterns.Read(nameof(HaOptions.WaitForReadyMethods), options.WaitForReadyMethods, findings);
        ReplayOverrides overrides = ReplayOverrides.Read(options.ReplayOverrides, findings);
        TimeSpan? ping = options.KeepAlivePingDelay is { } pause
            ? Duration(nameof(HaOptions.KeepAlivePingDelay), pause, ShortestPing, Longest, findings)
            : null;
        TimeSpan pingTimeout = Duration(nameof(HaOptions.KeepAlivePingTimeout), options.KeepAlivePingTimeout, ShortestPing, Longest, findings);
        string? probePath = ReadProbePath(options.ProbePath, findings);
        ImmutableArray<IPEndPoint> nameServers = NameServer.Read(options.NameServers, findings);
        TlsPlan tls = TlsReader.Read(options, naming, findings);
        if (naming is null || findings.Failures.Count > 0)
            return null;
        int sites = options.DiscoverServers ? SiteNaming.AssumedSites : naming.Sites.Length;
        return new HaPlan
        {
            Sites = naming.Sites[..sites],
            Entries = options.DiscoverServers ? naming.Entries[..sites] : naming.Entries,
            DiscoverServers = options.DiscoverServers,
            UseTls = naming.UseTls,
            Address = naming.Address,
            StableKey = naming.StableKey,
            FirstChoice = firstChoice,
            Policy = options.Policy,
            ReconnectDelay = reconnect,
            Failback = options.Failback,
            Replay = options.Replay,
            ReplayOverrides = overrides,
            AttemptTimeout = attempt,
            ConnectTimeout = connect,
            NoSiteTimeout = noSite,
            WaitForReadyMethods = waiting,
            ReplayBufferBytes = options.ReplayBufferBytes,
            IdempotentMethods = methods,
            NameServers = nameServers,
            StateDirectory = string.IsNullOrEmpty(options.StateDirectory) ? null : Path.GetFullPath(options.StateDirectory),
            ProbePath = probePath,
            KeepAlivePingDelay = ping,
            KeepAlivePingTimeout = pingTimeout,
            Tls = tls,
            Seed = options.Seed,
            ConfigureSocketsHandler = options.ConfigureSocketsHandler,
            ConfigurePipeline = options.ConfigurePipeline,
            Notes = [.. findings.Notes],
        };
    }

    /// <summary>
    /// No duration here lasts a day, so whole days are what .NET makes of a bare number, which an operator means as seconds.
    /// </summary>
    private static TimeSpan Duration(string option, TimeSpan written, TimeSpan shortest, TimeSpan longest, Findings findings)
    {
        bool isBareNumber = written != TimeSpan.Zero && written.Ticks % TimeSpan.TicksPerDay == 0;
        TimeSpan value = isBareNumber ? TimeSpan.FromSeconds(written.Days) : written;
        string shown = isBareNumber ? $"{written.Days} (a bare number, read as seconds: {value:c})" : $"{value:c}";
        if (value < shortest || value > longest)
        {
            findings.Fail($"{option} {shown} is outside {shortest:c} to {longest:c}: write 00:00:05 for 5 seconds");
        }
        else if (isBareNumber)
        {
            findings.Note($"{option} {written.Days} is read as {written.Days} seconds, as a bare number means days in .NET: " +
                $"write {value:c}");
        }
        return value;
    }

    private static string? ReadProbePath(string? path, Findings findings)
    {
        if (string.IsNullOrEmpty(path))
            return null;
        if (path[0] != '/' || path.Contains('#') || !Uri.IsWellFormedUriString(path, UriKind.Relative))
            findings.Fail($"ProbePath \"{path}\" is not a path: write it like /healthz, with what is not ASCII escaped");
        return path;
    }

    private static void CheckDefined<TEnum>(string option, TEnum value, Findings findings)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
            findings.Fail($"{option} {value} is unknown: write one of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }
}
