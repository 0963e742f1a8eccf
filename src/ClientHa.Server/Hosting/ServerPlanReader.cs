using System.Collections.Immutable;
using System.Net;
using ClientHa.Server.Security;

namespace ClientHa.Server.Hosting;

/// <summary>Reads options into a plan. It goes on after a fault, so that an operator sees all of them at once.</summary>
internal static class ServerPlanReader
{
    private const int MaxSite = 255;
    private const int MaxValueBytes = 16 << 20;
    private const int MaxKeyBytes = 4096;

    private static readonly TimeSpan ShortestHeartbeat = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestHeartbeat = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestConcern = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Null if there is a fault.</summary>
    public static ServerPlan? Read(HaServerOptions options, Findings findings)
    {
        CheckNumber(nameof(HaServerOptions.Site), options.Site, 0, MaxSite, "", "give each site a number of its own, 0 for the first", findings);
        ImmutableArray<IPEndPoint> listen = ListenAddresses.ReadListen(options.Listen, findings);
        bool usesTls = !string.IsNullOrEmpty(options.Tls?.CertificateFile);
        ImmutableArray<IPEndPoint>? http = ListenAddresses.ReadHttp(options.Http, listen, usesTls, findings);
        ImmutableArray<DnsEndPoint> peers = PeerAddresses.Read(options.Peers, listen, findings);
        SecurityPlan security = SecurityReader.Read(options, listen.Concat(http ?? []), !peers.IsEmpty, findings);
        string? directory = ReadDirectory(options.DataDirectory, findings);
        TimeSpan drain = Duration(nameof(HaServerOptions.DrainPeriod), options.DrainPeriod, TimeSpan.Zero, LongestDrain, findings);
        TimeSpan heartbeat = Duration(
            nameof(HaServerOptions.HeartbeatInterval), options.HeartbeatInterval, ShortestHeartbeat, LongestHeartbeat, findings);
        TimeSpan wait = Duration(nameof(HaServerOptions.SessionWait), options.SessionWait, TimeSpan.Zero, LongestWait, findings);
        TimeSpan concern = Duration(nameof(HaServerOptions.WriteConcernTimeout), options.WriteConcernTimeout, ShortestConcern, LongestWait, findings);
        CheckNumber(nameof(HaServerOptions.MaxValueBytes), options.MaxValueBytes, 1, MaxValueBytes, " bytes", "write 1048576 for 1 MiB", findings);
        CheckNumber(nameof(HaServerOptions.MaxKeyBytes), options.MaxKeyBytes, 1, MaxKeyBytes, " bytes", "write 512", findings);
        SiteLimits limits = LimitsReader.Read(options, findings);
        if (directory is null || findings.Failures.Count > 0)
            return null;
        return new ServerPlan
        {
            Site = options.Site,
            Listen = listen,
            Http = http ?? [],
            ListensForPages = http is null,
            Security = security,
            Limits = limits,
            DataDirectory = directory,
            Peers = peers,
            Found = options.Found,
            AcceptClock = options.AcceptClock,
            DrainPeriod = drain,
            HeartbeatInterval = heartbeat,
            MaxValueBytes = options.MaxValueBytes,
            MaxKeyBytes = options.MaxKeyBytes,
            Sessions = new(wait, concern),
            Notes = [.. findings.Notes],
        };
    }

    private static string? ReadDirectory(string? text, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            findings.Fail("DataDirectory is missing: name the directory that holds this site's data (--data DIR), which is made if it is absent");
            return null;
        }
        if (text.Contains('\0'))
        {
            findings.Fail("DataDirectory contains a NUL character, which no path can: write a path");
            return null;
        }
        return Path.GetFullPath(text);
    }

    private static void CheckNumber(string option, int value, int least, int most, string unit, string remedy, Findings findings)
    {
        if (value < least || value > most)
            findings.Fail($"{option} {value} is outside {least} to {most}{unit}: {remedy}");
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
            findings.Fail($"{option} {shown} is outside {shortest:c} to {longest:c}: write 00:00:02 for 2 seconds");
        return value;
    }
}
