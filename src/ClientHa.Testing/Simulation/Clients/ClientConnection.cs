using ClientHa.Core;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>One HTTP/2 connection of a client: made for the first request, and again for the next one after it was lost.</summary>
internal sealed class ClientConnection(ClientSite site, bool isProbe)
{
    /// <summary>The kernel asks an idle connection's other end, so that one whose machine has started anew is found.</summary>
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    private readonly SortedDictionary<int, ClientExchange> open = [];
    private readonly List<ClientExchange> waiting = [];
    private Dialing? dialing;
    private ConnectionEnd? end;
    private Instant dialedAt;
    private int dials;
    private int lastNumber;
    private bool isDialing;
    private bool isClosed;

    /// <summary>That anything arrives is the only evidence that a silent site is alive.</summary>
    public long Received { get; private set; }

    private SimClient Client => site.Client;

    public void Send(ClientExchange exchange)
    {
        if (end is { IsClosed: false })
        {
            Transmit(exchange);
            return;
        }
        waiting.Add(exchange);
        if (!isDialing)
            Dial();
    }

    /// <summary>Nobody waits for its answer any more.</summary>
    public void Cancel(ClientExchange exchange)
    {
        if (!waiting.Remove(exchange) && open.Remove(exchange.Number))
            end?.Send(new Cancel(exchange.Number));
    }

    public void Close()
    {
        isClosed = true;
        isDialing = false;
        dialing?.Cancel();
        end?.Close("the client closed it");
    }

    /// <summary>As if the connection had been lost, so that those who wait learn of it.</summary>
    public void Cut()
    {
        end?.Close("the client closed it");
        Lost("was cut");
    }

    private void Transmit(ClientExchange exchange)
    {
        exchange.Number = ++lastNumber;
        open.Add(exchange.Number, exchange);
        end!.Send(new Request(exchange.Number, exchange.Ask));
    }

    private void Dial()
    {
        isDialing = true;
        int dial = ++dials;
        Client.After(ClientOptions.ConnectTimeout, () => Fail(dial, ClientOutcome.NotConnected("did not answer within 3 s")));
        site.WithAddress(node =>
        {
            if (dial != dials || !isDialing)
                return;
            if (node is null)
                Fail(dial, ClientOutcome.NotConnected("has no address") with { IsNameAlone = true });
            else
                Connect(dial, node);
        });
    }

    private void Connect(int dial, Node node)
    {
        Client.Checks.Connecting(Client, site.Index, node, isProbe);
        if (Client.RouteFaults > 0)
        {
            Fail(dial, ClientOutcome.NotConnected("could not be reached") with { Event = Core.Failover.SiteEventKind.Local });
            return;
        }
        dialedAt = Client.World.Agenda.Now;
        dialing = Client.World.Net.Connect(Client, node, made =>
        {
            if (dial != dials || !isDialing)
                made?.Close("nobody waits for it");
            else if (made is null)
                Fail(dial, ClientOutcome.NotConnected("refused the connection"));
            else if (Client.World.Names.HasCertificate(site.Index))
                Connected(made);
            else
                Forged(dial, made);
        });
    }

    /// <summary>The handshake fails, so that nothing was sent.</summary>
    private void Forged(int dial, ConnectionEnd made)
    {
        made.Close("the certificate is of another name");
        Fail(dial, ClientOutcome.NotConnected("shows a certificate of another name") with { IsNameAlone = true });
    }

    private void Connected(ConnectionEnd made)
    {
        isDialing = false;
        end = made;
        Client.Directory!.Connected(site, Client.World.Agenda.Now - dialedAt);
        made.Received = message => Take((Response)message);
        made.Closed = reason =>
        {
            if (end == made)
                Lost(reason);
        };
        if (!isProbe)
            KeepAlive(made);
        ClientExchange[] sent = [.. waiting];
        waiting.Clear();
        foreach (ClientExchange exchange in sent)
            Transmit(exchange);

        // It was made, and ended, while the client slept: nobody was there to be told.
        if (made.IsClosed)
            Lost("was ended");
    }

    /// <summary>The call that waited longest hears of it; for the others it is tried again, as SocketsHttpHandler does.</summary>
    private void Fail(int dial, in ClientOutcome outcome)
    {
        if (dial != dials || !isDialing)
            return;
        isDialing = false;
        dialing?.Cancel();
        if (waiting.Count == 0)
            return;
        ClientExchange first = waiting[0];
        waiting.RemoveAt(0);
        first.Failed(outcome);
        if (waiting.Count > 0 && !isDialing && !isClosed)
            Dial();
    }

    private void Take(Response response)
    {
        Received++;
        if (!open.TryGetValue(response.Number, out ClientExchange? exchange))
            return;
        if (response.Said is not (Said.Watching or Said.Change or Said.Reset))
            open.Remove(response.Number);
        exchange.Told(response);
    }

    private void KeepAlive(ConnectionEnd made) => Client.After(KeepAliveInterval, () =>
    {
        if (made.IsClosed)
            return;
        if (open.Count > 0)
            made.Send(new KeepAlive());
        else
            made.KeepAlive();
        KeepAlive(made);
    });

    private void Lost(string reason)
    {
        end = null;
        ClientExchange[] lost = [.. open.Values];
        open.Clear();
        foreach (ClientExchange exchange in lost)
            exchange.Failed(ClientOutcome.Lost(reason));
    }
}
