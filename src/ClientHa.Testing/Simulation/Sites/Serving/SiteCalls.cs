using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Serving;

/// <summary>What clients ask of a process: documents, watches, health, and the calls of the user's own service.</summary>
internal sealed class SiteCalls(SiteProcess process)
{
    private static readonly TimeSpan sessionWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan concernTimeout = TimeSpan.FromSeconds(1);

    private readonly List<SiteWatch> watches = [];
    private readonly SiteWaits waits = new(process);

    private SimSite Site => process.Site;

    public void Accept(ConnectionEnd end, object message)
    {
        switch (message)
        {
            case Request request:
                Take(new(end, request.Number), request.Ask);
                break;
            case Cancel cancel:
                watches.RemoveAll(watch => watch.Call.End == end && watch.Call.Number == cancel.Number);
                break;
        }
    }

    public void BecameDurable()
    {
        foreach (SiteWatch watch in watches)
            watch.Wake();
        waits.Look();
    }

    /// <summary>A peer has more of this site's own operations.</summary>
    public void Confirmed() => waits.Look();

    /// <summary>Watches end, with a cursor for the next site.</summary>
    public void Drain()
    {
        foreach (SiteWatch watch in watches)
            watch.End();
        watches.Clear();
    }

    private void Take(SiteCall call, Ask ask)
    {
        if (Site.Mood.InPlaceOf(ask) is { } instead)
            Answer(call, instead);
        else if (ask is Ask.Health)
            Answer(call, new Said.Health(process.Phase == SitePhase.Serving && process.IsServing));
        else if (process.Phase == SitePhase.Closing)
            Answer(call, new Said.Elsewhere(ElsewhereReason.Drain));
        else if (ask is Ask.Book or Ask.Find)
            process.After(Site.Dice.Milliseconds(0, 40), () => Serve(call, ask));
        else if (!process.IsServing)
            Answer(call, new Said.Elsewhere(ElsewhereReason.Starting));
        else
            AskReplica(call, ask);
    }

    private void AskReplica(SiteCall call, Ask ask)
    {
        switch (ask)
        {
            case Ask.Write when process.Store.IsFull:
                Answer(call, new Said.Elsewhere(ElsewhereReason.ReadOnly));
                process.Store.Reserve();
                break;
            case Ask.Write write:
                process.Loop.Post(new ReplicaInput.Write((Action<ReplicaReply>)(reply => Confirm(call, write, reply)), write.Request));
                break;
            case Ask.Get get:
                waits.Enter(sessionWait, isLate => TryRead(call, get, isLate));
                break;
            case Ask.Watch when process.Phase == SitePhase.Draining:
                Answer(call, new Said.Elsewhere(ElsewhereReason.Drain));
                break;
            case Ask.Watch watch:
                watches.RemoveAll(each => each.Call.End.IsClosed);
                watches.Add(new(process, call, watch.Cursor));
                break;
        }
    }

    private void Serve(SiteCall call, Ask ask)
    {
        if (ask is Ask.Book book)
            Site.Booked(book.Number);
        process.After(Site.Dice.Milliseconds(0, 10), () => Answer(call, new Said.Done()));
    }

    /// <summary>Reads, if this site covers what the caller has seen, or sends it elsewhere.</summary>
    /// <returns>False where it may come.</returns>
    private bool TryRead(SiteCall call, Ask.Get get, bool isLate)
    {
        SessionFacts facts = new(
            process.Store.DurableVector, get.Session?.Required ?? VersionVector.Empty, get.Session?.Kept ?? VersionVector.Empty, process.Retired.Contains, get.Session is { AcceptsStale: true }, process.Links.HasLinks, isLate);
        SessionStep step = SessionRule.Judge(facts);
        if (step == SessionStep.Behind)
            Answer(call, new Said.Elsewhere(ElsewhereReason.Behind));
        else if (step is SessionStep.Answer or SessionStep.AnswerStale)
            process.Loop.Post(new ReplicaInput.Get((Action<ReplicaReply>)(reply => Answer(call, null, reply, isStale: step == SessionStep.AnswerStale)), get.Key));
        return step != SessionStep.Wait;
    }

    /// <summary>Answers when another site has the write, where that is wanted.</summary>
    private void Confirm(SiteCall call, Ask.Write write, ReplicaReply reply)
    {
        if (!write.WantsPeer || reply is not ReplicaReply.Written { Result: { } result } || result.Replica != process.Replica.Id)
        {
            Answer(call, write.Request, reply);
            return;
        }
        waits.Enter(concernTimeout, isLate =>
        {
            bool isConfirmed = process.Confirmations.Sequence >= result.Sequence;
            if (isConfirmed || isLate)
                Answer(call, write.Request, reply, isUnconfirmed: !isConfirmed);
            return isConfirmed || isLate;
        });
    }

    private void Answer(SiteCall call, WriteRequest? request, ReplicaReply reply, bool isStale = false, bool isUnconfirmed = false)
    {
        Site.Replied(request, reply);
        SiteWord word = new(process.Replica.Id, process.Store.DurableVector, process.Confirmations.Sequence, isStale);
        Answer(call, new Said.Replied(reply) { Word = word, IsUnconfirmed = isUnconfirmed });
    }

    private void Answer(SiteCall call, Said said)
    {
        if (said is Said.Health || Site.Mood.Slowness == TimeSpan.Zero)
            Send(call, said);
        else
            process.After(Site.Mood.Slowness, () => Send(call, said));
    }

    private void Send(SiteCall call, Said said) => call.End.Send(new Response(call.Number, said, process.Phase >= SitePhase.Draining));
}
