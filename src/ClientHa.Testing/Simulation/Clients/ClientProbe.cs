using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>Asks a site, over a connection of its own, whether it is alive.</summary>
internal sealed class ClientProbe(ClientSite site, bool isUrgent) : ClientExchange(new Ask.Health())
{
    /// <summary>A race and a suspicion decide about calls that wait, so they don't give a site long.</summary>
    private static readonly TimeSpan Urgent = TimeSpan.FromSeconds(1);

    private readonly ClientConnection connection = new(site, isProbe: true);
    private Action<ClientOutcome?>? done;

    /// <param name="told">Told null if the site is alive; else why not.</param>
    public void Run(Action<ClientOutcome?> told)
    {
        done = told;
        TimeSpan limit = isUrgent ? Urgent : ClientOptions.ConnectTimeout;
        site.Client.After(limit, () => End(ClientOutcome.Lost("no answer in time")));
        connection.Send(this);
    }

    public override void Told(Response response) => End(response.Said is Said.Health { IsServing: false } ? ClientOutcome.Lost("says that it does not serve") : null);

    public override void Failed(in ClientOutcome outcome) => End(outcome);

    private void End(ClientOutcome? fault)
    {
        Action<ClientOutcome?>? told = done;
        done = null;
        if (told is null)
            return;
        connection.Close();
        told(fault);
    }
}
