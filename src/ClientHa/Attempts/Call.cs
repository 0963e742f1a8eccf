using System.Globalization;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Resolving;
using ClientHa.Sites;
using ClientHa.Telemetry;

namespace ClientHa.Attempts;

/// <summary>One call over all its attempts: its body, what it may do, and what it has tried.</summary>
internal sealed class Call
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMilliseconds(250);

    /// <summary>A name server that is silent must not hold up a call that has another site left.</summary>
    private static readonly TimeSpan LongestLookup = TimeSpan.FromMilliseconds(250);

    private readonly CallersRequest request;
    private Detour? detour;
    private bool? isIdempotent;

    public Call(HttpRequestMessage request, SiteDirectory directory, Instant now, CancellationToken cancellationToken)
    {
        Directory = directory;
        this.request = new CallersRequest(request, keepsHost: Plan.Tls.ServerName is not null);
        StartedAt = now;
        IsGrpc = GrpcHeaders.IsGrpc(request.Content);
        if (request.Content is { } content)
        {
            Body = new RequestLog(Plan.ReplayBufferBytes);
            Body.Start(content, cancellationToken);
        }
    }

    /// <summary>The sites that the call goes to, by the options under which it goes on.</summary>
    public SiteDirectory Directory { get; private set; }

    public Instant StartedAt { get; }

    /// <summary>When its present way through the sites began: the only one, unless a strategy of the application retries.</summary>
    public Instant PassStartedAt => detour?.PassStartedAt ?? StartedAt;

    public bool IsGrpc { get; }

    /// <summary>May be executed twice. Asked only where an attempt has failed, or a request's options would be made for each call.</summary>
    public bool IsIdempotent => isIdempotent ??= IsKnownIdempotent();

    /// <summary>Who is told of this call; null but in tests. Found by the request, so that a call is no larger for it.</summary>
    public ICallObservation? Observation =>
        Directory.Telemetry.Observer is not null && request.Message.Options.TryGetValue(ObservedCall.Option, out ICallObservation? observation)
            ? observation
            : null;

    /// <summary>Null for a request without a body.</summary>
    public RequestLog? Body { get; }

    /// <summary>The one that is under way, or that was answered.</summary>
    public Attempt? Attempt { get; set; }

    /// <summary>Where the last attempt failed, while the call looks for another site.</summary>
    public (Site Site, string? Reason)? MovesFrom => detour?.MovesFrom;

    /// <summary>The sites tried in this round, as bits.</summary>
    public ulong Tried => detour?.Tried ?? 0;

    public int Round => detour?.Round ?? 0;

    public int Attempts { get; private set; }

    public string Method => request.Uri.AbsolutePath;

    /// <summary>That of the method, or that of all.</summary>
    public Replay Replay => Plan.ReplayOverrides.Of(Method) ?? Plan.Replay;

    /// <summary>Each failed attempt in words.</summary>
    public IReadOnlyList<string> Failures => detour?.Failures ?? [];

    /// <summary>Where it waits for a connection, the next site is connected to as well.</summary>
    public StartRace Starts => Directory.Starts;

    private HaPlan Plan => Directory.Plan;

    private Detour Away => detour ??= new();

    /// <summary>What the state is asked for this call.</summary>
    public PickRequest Pick(Instant now) => new(now) { Ticket = Directory.Ticket(), Tried = Tried, Unready = Directory.Unready, CallsInFlight = Directory.CallsInFlight };

    /// <summary>Why the call may not move, as half a sentence, with the remedy.</summary>
    public string WhyItStays =>
        Replay == Replay.Never && Plan.Replay == Replay.Never ? "Replay = Never keeps every call at its first site"
        : Replay == Replay.Never ? $"ReplayOverrides keeps calls of {Method} at their first site"
        : Body is { IsCommitted: true }
            ? string.Create(CultureInfo.InvariantCulture, $"its body is too large to be sent again: raise ReplayBufferBytes ({Plan.ReplayBufferBytes})")
        : MethodPattern.IsValid(Method) ? $"add {Method} to IdempotentMethods if it may be repeated"
        : "if it may be repeated, give it an idempotency-key header or set its request option HaRequestOptions.Idempotent";

    public bool MayMove(Execution execution) =>
        ReplayRule.MayMove(execution, Replay, IsIdempotent) && Body is not { IsCommitted: true };

    /// <summary>
    /// The message for an attempt. One that is made at once is the caller's own, changed and later put back, since most calls
    /// need no other.
    /// </summary>
    public HttpRequestMessage MessageFor(Site site, Instant now)
    {
        HttpContent? body = Body?.ContentFor(request.Content!);
        if (Attempts++ > 0 || now != StartedAt)
            return request.CopyFor(site, Plan.Tls, body, IsGrpc, now - StartedAt, detour?.SentAttempts ?? 0);
        request.TurnTo(site, Plan.Tls, body, IsGrpc);
        return request.Message;
    }

    /// <summary>The call was answered, so its body was sent. Later attempts have messages of their own, which are not used again.</summary>
    public void RecycleBody()
    {
        if (Attempts == 1 && request.Message.Content is ReplayBytes sent)
            sent.Recycle();
    }

    /// <summary>The caller finds its request as it was.</summary>
    public void PutBack() => request.PutBack(Plan.Tls);

    /// <param name="aliases">The sites at the same endpoint, as bits: what failed there is not tried again by another name.</param>
    /// <param name="outcome">What the attempt came to.</param>
    /// <param name="site">Where.</param>
    public void Failed(ulong aliases, in AttemptOutcome outcome, Site site)
    {
        // It was to stay for one attempt, and may go on from there.
        if (Away.BeforeStay is { } before)
            (Away.Tried, Away.TriedEndpoints, Away.BeforeStay) = (before.Tried, before.Endpoints, null);
        Away.Tried |= outcome.IsNameAlone ? 1UL << site.Index : aliases;
        if (!outcome.IsNameAlone)
            Away.TriedEndpoints |= 1UL << site.Index;
        if (outcome.Execution != Execution.Never)
            Away.SentAttempts++;
        Away.Failures.Add($"{site.Name} {outcome.Reason}");
    }

    /// <summary>Whether the endpoint of these sites was tried in this round.</summary>
    public bool WasTriedAt(ulong aliases) => (Away.TriedEndpoints & aliases) != 0;

    /// <summary>The site is an alias of one that was tried, as is known only now.</summary>
    public void Skip(Site site) => Away.Tried |= 1UL << site.Index;

    /// <summary>A site of which it is not known yet whether it is an alias of one that was tried; null if there is none.</summary>
    public Site? Unknown => detour?.Unknown;

    /// <summary>Whether the site's name has to be looked up before the call may go there. Once: where that fails, the attempt will tell.</summary>
    public bool MustKnow(Site site)
    {
        bool isUnknown = Away.TriedEndpoints != 0 && site.Addresses.LastGood.IsEmpty && (Away.LookedUp >> site.Index & 1) == 0;
        Away.Unknown = isUnknown ? site : null;
        return isUnknown;
    }

    public async ValueTask KnowAsync(Site site, MonotonicClock clock, CancellationToken cancellationToken)
    {
        Away.Unknown = null;
        Away.LookedUp |= 1UL << site.Index;
        try
        {
            await site.Addresses.GetAsync(cancellationToken).AsTask().WaitAsync(LongestLookup, clock.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NameResolutionException or TimeoutException)
        {
            // The attempt goes there, and says so in its own words.
        }
    }

    /// <summary>The call looks for another site, or has found one.</summary>
    public void Moves((Site Site, string? Reason)? from)
    {
        if (from is not null || detour is not null)
            Away.MovesFrom = from;
    }

    /// <summary>The next attempt goes to the same site again.</summary>
    public void StayAt(Site site)
    {
        Away.BeforeStay = (Away.Tried, Away.TriedEndpoints);
        Away.Tried = ~(1UL << site.Index);
        Away.TriedEndpoints = 0;
    }

    /// <summary>A strategy of the application makes the call again.</summary>
    public void BeginPass(Instant now)
    {
        if (Body is { IsCommitted: true })
            throw new HttpRequestException($"The call cannot be made again: {WhyItStays}.");
        Away.PassStartedAt = now;
        Away.Tried = Away.TriedEndpoints = 0;
        Away.BeforeStay = null;
        Away.Round = 0;
        Away.MovesFrom = null;
    }

    /// <summary>Other options are in force, perhaps with other sites.</summary>
    public void GoOnAt(SiteDirectory successor)
    {
        Directory = successor;
        BeginRound();
    }

    public void BeginRound()
    {
        Away.Tried = Away.TriedEndpoints = 0;
        Away.BeforeStay = null;
        Away.Round++;
    }

    /// <summary>
    /// When the call stops waiting for a site: shortly before its deadline, or its caller's own timer would end it first and nobody
    /// would read what is wrong with the sites. Where it has none: after the no-site timeout, or never if it asked to wait.
    /// </summary>
    public Instant GiveUpAt
    {
        get
        {
            if (!IsGrpc || GrpcHeaders.Timeout(request.Message.Headers) is not { } timeout)
                return WaitsForReady ? Instant.Never : PassStartedAt + Plan.NoSiteTimeout;
            TimeSpan margin = timeout / 20;
            return StartedAt + (timeout - (margin < LongestMargin ? margin : LongestMargin));
        }
    }

    private bool WaitsForReady => request.Message.Options.TryGetValue(HaRequestOptions.WaitForReady, out bool waits)
        ? waits
        : Plan.WaitForReadyMethods.Matches(Method);

    private bool IsKnownIdempotent()
    {
        if (request.Message.Options.TryGetValue(HaRequestOptions.Idempotent, out bool isIdempotent))
            return isIdempotent;
        if (request.Message.Headers.NonValidated.Contains(GrpcHeaders.IdempotencyKeyName))
            return true;

        // RFC 9110, section 9.2.2.
        HttpMethod method = request.Message.Method;
        return (method != HttpMethod.Post && method != HttpMethod.Patch && method != HttpMethod.Connect) ||
            Plan.IdempotentMethods.Matches(Method);
    }
}
