using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Load;

/// <summary>A connection to one site, for those who choose the site themselves.</summary>
internal sealed class SitePort(Node owner, SimSite site, Action<SitePort, Response> received)
{
    private static readonly TimeSpan connectTimeout = TimeSpan.FromSeconds(2);

    private ConnectionEnd? end;
    private Dialing? dialing;
    private int numbers;

    public SimSite Site => site;

    public bool IsOpen => end is { IsClosed: false };

    /// <summary>Called when an open connection ends.</summary>
    public Action? Lost { get; set; }

    /// <returns>The request's number; null where there is no connection yet: one is being made.</returns>
    public int? Send(Ask ask)
    {
        if (!IsOpen)
        {
            Dial();
            return null;
        }
        end!.Send(new Request(++numbers, ask));
        return numbers;
    }

    public void Close()
    {
        end?.Close("is not needed any more");
        end = null;
    }

    private void Dial()
    {
        if (dialing is not null)
            return;
        Dialing mine = dialing = owner.World.Net.Connect(owner, site, opened =>
        {
            dialing = null;
            if (opened is not null)
                Open(opened);
        });
        owner.After(connectTimeout, () =>
        {
            if (dialing != mine)
                return;
            mine.Cancel();
            dialing = null;
        });
    }

    private void Open(ConnectionEnd opened)
    {
        end = opened;
        opened.Received = message => received(this, (Response)message);
        opened.Closed = _ => Lost?.Invoke();
    }
}
