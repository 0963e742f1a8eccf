using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>One try of a call at one site.</summary>
internal sealed class ClientAttempt(ClientCall call, ClientSite site, ClientGeneration generation, Ask ask, Instant startedAt) : ClientExchange(ask)
{
    private bool isOver;

    public ClientSite Site { get; } = site;

    public ClientGeneration Generation { get; } = generation;

    public Instant StartedAt { get; } = startedAt;

    /// <summary>A watch whose site has begun to answer: it does not move any more.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>Whether the call may go to another site although this one may have processed it.</summary>
    public bool IsMovable => call.MayMove(Execution.Unknown);

    public void Send() => Generation.Send(this);

    public override void Told(Response response)
    {
        if (isOver)
            return;
        Generation.Remove(this);
        if (response.Said is Said.Watching or Said.Change or Said.Reset)
            IsCommitted = true;
        else
            isOver = true;
        call.Told(this, response);
    }

    public override void Failed(in ClientOutcome outcome)
    {
        if (isOver)
            return;
        isOver = true;
        Generation.Remove(this);
        call.Failed(this, IsCommitted ? outcome with { Execution = Execution.Final } : outcome);
    }

    /// <summary>The site was ejected while this attempt waited.</summary>
    public void Move()
    {
        if (isOver)
            return;
        End();

        // The call goes on after whoever moves attempts has moved them all.
        Site.Client.After(TimeSpan.Zero, () => call.Failed(
            this, new(SiteEventKind.Answered, Execution.Unknown, "was ejected") { LeavesHealthAlone = true }));
    }

    /// <summary>The caller is gone, or doesn't want it any more.</summary>
    public void End()
    {
        isOver = true;
        Generation.Remove(this);
        Generation.Cancel(this);
    }
}
