using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Checks;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Simulation.Tests.Fleet;

/// <summary>Where the clients of a fleet are, second by second: by each one's last attempt, and by the connections that they make for calls.</summary>
internal sealed class FleetRecord : Check, IClientCheck
{
    private readonly SortedDictionary<int, int> present = [];
    private readonly SortedDictionary<int, SortedDictionary<int, int>> clients = [];
    private readonly SortedDictionary<(int Second, int Site), int> connections = [];

    public override string Rule => "the fleet is written down";

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        present[call.Client.Number] = attempt.Site.Index;
        int second = Second(call.Client.World);
        if (!clients.ContainsKey(second))
            clients[second] = new(present);
    }

    public void Connecting(SimClient client, int site, Node node, bool isProbe)
    {
        if (!isProbe)
            connections[(Second(client.World), site)] = connections.GetValueOrDefault((Second(client.World), site)) + 1;
    }

    /// <summary>The part of the clients that is at the site, in that second.</summary>
    public double Share(int site, int second)
    {
        SortedDictionary<int, int> then = clients[clients.Keys.Last(each => each <= second)];
        return then.Values.Count(each => each == site) / (double)then.Count;
    }

    /// <summary>The most connections that were made to the site within one second, of these.</summary>
    public int MostConnections(int site, int from, int to) =>
        Enumerable.Range(from, to - from).Max(second => connections.GetValueOrDefault((second, site)));

    /// <summary>The first second from then on in which the site has at least this part of the clients.</summary>
    public int? ReachedAt(int site, double share, int from, int to)
    {
        for (int second = from; second < to; second++)
        {
            if (Share(site, second) >= share)
                return second;
        }
        return null;
    }

    private static int Second(World world) => (int)(world.Agenda.Now.Ticks / TimeSpan.TicksPerSecond);
}
