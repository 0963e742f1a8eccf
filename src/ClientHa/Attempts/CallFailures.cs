using System.Net.Sockets;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>What a caller gets to see of a call that failed on the wire, with all its attempts.</summary>
internal static class CallFailures
{
    /// <summary>The key of <see cref="Exception.Data"/> under which the attempts stand, an array of texts.</summary>
    public const string AttemptsKey = "ClientHa.Attempts";

    /// <summary>The call may have been executed and must not be repeated.</summary>
    public static HttpRequestException OutcomeUnknown(Call call, Site site, in AttemptOutcome outcome, Exception? cause)
    {
        string message = outcome.Execution == Execution.Never
            ? $"{site.Name} {outcome.Reason}; the call was not processed, but {call.WhyItStays}."
            : $"Sent to {site.Name}, outcome unknown: the site {outcome.Reason}; {call.WhyItStays}.";
        return Build(message, call, cause);
    }

    /// <summary>No site answered for as long as the call could wait.</summary>
    public static HttpRequestException NoSite(Call call, FailoverState state, SiteDirectory directory, Instant now)
    {
        string sites = string.Join("; ", state.Sites.Select((site, i) =>
            $"{site.Name}: {site.Reason ?? LastFault(call, site.Name) ?? site.State.ToString().ToLowerInvariant()}, for {Age(now - site.Since)}, next probe {In(state.NextProbe(i, directory.AnyCallWaits), now)}"));
        return Build($"No site answers. {sites}.", call, null);
    }

    /// <summary>The site was lost while its answer was read, so the call cannot move any more.</summary>
    public static IOException LostInAnswer(Site site, in AttemptOutcome outcome, Exception cause) =>
        new($"{site.Name} {outcome.Reason} in the middle of its answer; call again if that may be repeated.", Inner(cause));

    /// <summary>
    /// gRPC libraries read UNAVAILABLE from an inner <see cref="IOException"/> or <see cref="SocketException"/>, and INTERNAL
    /// from an <see cref="HttpProtocolException"/> anywhere in the chain: so the cause is not passed on as it is.
    /// </summary>
    private static HttpRequestException Build(string message, Call call, Exception? cause)
    {
        HttpRequestException exception = new(HttpRequestError.ConnectionError, message, cause is null ? new IOException(message) : Inner(cause));
        exception.Data[AttemptsKey] = call.Failures.ToArray();
        return exception;
    }

    /// <summary>What the call met with at a site that is up all the same.</summary>
    private static string? LastFault(Call call, string site) =>
        call.Failures.LastOrDefault(each => each.StartsWith($"{site} ", StringComparison.Ordinal))?[(site.Length + 1)..];

    private static Exception Inner(Exception cause)
    {
        for (Exception? each = cause; each is not null; each = each.InnerException)
        {
            if (each is SocketException socket)
                return socket;
        }
        return new IOException(cause.Message);
    }

    private static string In(Instant instant, Instant now) =>
        instant == Instant.Never ? "none planned"
        : instant > now ? $"in {(instant - now).TotalSeconds:0.#} s"
        : "now";

    private static string Age(TimeSpan age) => age.TotalSeconds < 120 ? $"{age.TotalSeconds:0} s" : $"{age.TotalMinutes:0} min";
}
