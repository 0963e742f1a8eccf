using ClientHa.Clients;
using ClientHa.Configuration;
using ClientHa.Sites;
using ClientHa.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ClientHa;

/// <summary>
/// Sends requests to one of several sites and goes on at another when it fails. Give it to a gRPC channel or an
/// <see cref="HttpClient"/> together with <see cref="Address"/>. Safe for use by many threads; disposing it ends its probes
/// and closes its connections.
/// </summary>
/// <remarks>
/// Not a <see cref="DelegatingHandler"/>: a gRPC channel looks through those for a <see cref="SocketsHttpHandler"/> and then
/// connects by itself.
/// </remarks>
public sealed class HaHttpHandler : HttpMessageHandler
{
    private readonly FailoverClient client;
    private readonly bool ownsClient;

    /// <summary>Calls the servers behind a URL.</summary>
    /// <param name="url">Such as <c>grpc://ha.test:8001</c>, or <c>grpcs://</c> with TLS. See <see cref="HaOptions.Url"/>.</param>
    /// <param name="serverCount">How many numbered names stand for it: 2 for <c>0.ha.test</c> and <c>1.ha.test</c>; 0 for the
    /// URL's own host and no other. See <see cref="HaOptions.ServerCount"/>.</param>
    /// <exception cref="OptionsValidationException">The URL or the count will not do; the message says why.</exception>
    public HaHttpHandler(string url, int serverCount = 0)
        : this(new HaOptions { Url = url, ServerCount = serverCount })
    {
    }

    /// <summary>Calls the servers that the options name.</summary>
    /// <param name="options">Read once; later changes have no effect.</param>
    /// <param name="loggerFactory">Where failovers are logged; nowhere if it is left out.</param>
    /// <param name="timeProvider">The clock; the system's if it is left out.</param>
    /// <exception cref="OptionsValidationException">Lists everything that is wrong with the options.</exception>
    public HaHttpHandler(HaOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : this(CreateClient(HaPlan.From(options ?? throw new ArgumentNullException(nameof(options))), loggerFactory, timeProvider), ownsClient: true)
    {
    }

    /// <summary>A client whose every call is told to an observer.</summary>
    internal HaHttpHandler(HaOptions options, ILoggerFactory? loggerFactory, TimeProvider? timeProvider, IClientObserver observer)
        : this(CreateClient(HaPlan.From(options), loggerFactory, timeProvider, observer), ownsClient: true)
    {
    }

    internal HaHttpHandler(FailoverClient client, bool ownsClient)
    {
        this.client = client;
        this.ownsClient = ownsClient;
        client.StatusChanged += RaiseStatusChanged;
    }

    /// <summary>
    /// Raised after the status changed, on the thread pool, one at a time: a desktop program must go over to its own thread.
    /// </summary>
    public event EventHandler<HaStatus>? StatusChanged;

    /// <summary>
    /// What a channel or client is given as its address. It stands for all sites; a request to any other host is refused.
    /// </summary>
    public Uri Address => client.Address;

    /// <summary>What is known of the sites now.</summary>
    public HaStatus Status => client.Directory.Status();

    /// <summary>
    /// The status in whole sentences, for a support mail or a details button: of each site its state, why and since when, its next
    /// probe, when calls come home, calls in flight and addresses; before that, what the client goes by. It holds names and addresses of
    /// servers, and no secrets. The wording may change: programs read <see cref="Status"/>.
    /// </summary>
    public string Explain() => Explanation.Of(client.Directory);

    /// <summary>
    /// Lets new calls go to all sites that have recovered, at once and whatever <see cref="HaOptions.Failback"/> says: for
    /// <see cref="Failback.Manual"/>, a button in a program. Calls in flight end where they are; a site that is still ejected or draining
    /// stays so.
    /// </summary>
    public void GoHome() => client.Directory.GoHome();

    internal static FailoverClient CreateClient(
        HaPlan plan, ILoggerFactory? loggerFactory, TimeProvider? timeProvider, IClientObserver? observer = null)
    {
        TimeProvider clock = timeProvider ?? TimeProvider.System;
        HaTelemetry telemetry = new((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(TelemetryNames.Source), observer);
        return new FailoverClient(plan, telemetry, clock);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The request is to another host than <see cref="Address"/>.</exception>
    /// <exception cref="HttpRequestException">No site answered, or the call may not be repeated elsewhere; the message says
    /// which, and <see cref="Exception.Data"/> holds all attempts under "ClientHa.Attempts".</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri address = client.Address;
        if (request.RequestUri is not { IsAbsoluteUri: true } uri)
            throw new InvalidOperationException($"The request has no absolute address: set the client's BaseAddress to {address}.");
        if (uri.Port != address.Port || uri.Scheme != address.Scheme || !uri.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The request is to {uri.GetLeftPart(UriPartial.Authority)}, but this handler serves {address.GetLeftPart(UriPartial.Authority)}: " +
                "give the channel or client HaHttpHandler.Address as its address.");
        }
        return client.Telemetry.Observer is { } observer
            ? ObservedCall.SendAsync(client, request, observer, cancellationToken)
            : client.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.StatusChanged -= RaiseStatusChanged;
            if (ownsClient)
                client.Dispose();
        }
        base.Dispose(disposing);
    }

    private void RaiseStatusChanged(HaStatus status)
    {
        foreach (Delegate each in StatusChanged?.GetInvocationList() ?? [])
        {
            try
            {
                ((EventHandler<HaStatus>)each)(this, status);
            }
            catch (Exception exception)
            {
                // The other listeners are told all the same.
                client.Telemetry.ListenerFailed(exception);
            }
        }
    }
}
