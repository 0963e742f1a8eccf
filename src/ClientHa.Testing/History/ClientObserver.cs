using ClientHa.Attempts;
using ClientHa.Core.Failover;
using ClientHa.Sites;
using ClientHa.Telemetry;

namespace ClientHa.Testing.History;

/// <summary>Writes down what one client does.</summary>
/// <param name="log">Where.</param>
/// <param name="numberOf">The number of the cluster's site of that name and port; null for another server.</param>
/// <param name="timeProvider">For deadlines.</param>
internal sealed class ClientObserver(HistoryLog log, Func<string, int, int?> numberOf, TimeProvider timeProvider) : IClientObserver
{
    private readonly int client = log.AddClient();

    private HistoryLog Log => log;

    private TimeProvider TimeProvider => timeProvider;

    public ICallObservation CallBegan(string method, TimeSpan? timeout)
    {
        int call = log.Add((moment, number) => new HistoryEvent.CallBegan(moment, number, client, method));
        return new CallObservation(this, call, timeout, timeProvider.GetTimestamp());
    }

    public void SiteChanged(Site site, SiteHealth health) => log.AddChange(Known(site), health);

    private ClientSite Known(Site site) => new(client, site.Name.ToString(), numberOf(site.Name.Host, site.Name.Port));

    private sealed class CallObservation(ClientObserver client, int call, TimeSpan? timeout, long start) : ICallObservation
    {
        public void AttemptBegan(Site site, SiteHealth health) => client.Log.AddAttempt(call, client.Known(site), health);

        public void AttemptEnded(in AttemptOutcome outcome)
        {
            string text = outcome.Commits ? "answered" : outcome.Reason ?? "failed";
            client.Log.Add(moment => new HistoryEvent.AttemptEnded(moment, call, text));
        }

        public void Ended(in CallEnd end)
        {
            CallResult result = CallResult.Of(end, timeout - client.TimeProvider.GetElapsedTime(start));
            client.Log.Add(moment => new HistoryEvent.CallEnded(moment, call, result));
        }
    }
}
