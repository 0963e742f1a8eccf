using System.Collections.Immutable;
using System.Net;

namespace ClientHa.Configuration;

/// <summary>Reads options into a plan. It goes on after a fault, so that an operator sees all of them at once.</summary>
internal static class HaPlanReader
{
    private const int MaxReplayBufferBytes = 64 << 20;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
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
        MethodPatterns methods = MethodPatterns.Read(options.IdempotentMethods, findings);
        ImmutableArray<IPEndPoint> nameServers = NameServer.Read(options.NameServers, findings);
        TlsPlan tls = TlsReader.Read(options, naming, findings);
        if (naming is null || findings.Failures.Count > 0)
            return null;
        return new HaPlan
        {
            Sites = naming.Sites,
            Entries = naming.Entries,
            UseTls = naming.UseTls,
            Address = naming.Address,
            StableKey = naming.StableKey,
            FirstChoice = firstChoice,
            Policy = options.Policy,
            ReconnectDelay = reconnect,
            Failback = options.Failback,
            Replay = options.Replay,
            AttemptTimeout = attempt,
            ConnectTimeout = connect,
            NoSiteTimeout = noSite,
            ReplayBufferBytes = options.ReplayBufferBytes,
            IdempotentMethods = methods,
            NameServers = nameServers,
            Tls = tls,
            Seed = options.Seed,
            ConfigureSocketsHandler = options.ConfigureSocketsHandler,
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

    private static void CheckDefined<TEnum>(string option, TEnum value, Findings findings)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
            findings.Fail($"{option} {value} is unknown: write one of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }
}
