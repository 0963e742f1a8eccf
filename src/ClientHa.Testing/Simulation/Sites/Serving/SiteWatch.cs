using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Sites.Storage;

namespace ClientHa.Testing.Simulation.Sites.Serving;

/// <summary>
/// One watch: reads the log behind the writer. Where the log is cut behind it, it gets the whole state and is told so.
/// </summary>
internal sealed class SiteWatch
{
    private readonly SiteProcess process;
    private Feed feed;
    private RecordReader? reader;
    private bool isAwake;
    private bool isBusy;

    public SiteWatch(SiteProcess process, SiteCall call, VersionVector from)
    {
        (this.process, Call, feed) = (process, call, new(from));
        reader = process.Store.OpenReader(from);
        if (reader is not null)
            Say(new Said.Watching());
        Wake();
    }

    public SiteCall Call { get; }

    public void Wake()
    {
        if (isAwake || Call.End.IsClosed)
            return;
        isAwake = true;
        process.After(process.Site.Dice.Microseconds(0, 1_000), Work);
    }

    /// <summary>The site drains: the watch goes on elsewhere.</summary>
    public void End()
    {
        Say(new Said.WatchEnded(feed.Vector));
        isBusy = true;
    }

    private void Work()
    {
        isAwake = false;
        if (isBusy || Call.End.IsClosed)
            return;
        int most = process.Site.Dice.Between(1, 12);
        for (; most > 0 && reader is { IsCutOff: false } && reader.Read() is { } record; most--)
        {
            FeedStep step = feed.Next(record);
            if (step == FeedStep.NeedState)
                reader = null;
            else if (step == FeedStep.Deliver)
                Tell((LogRecord.Applied)record);
        }
        if (reader is null or { IsCutOff: true })
            Capture();
        else if (most == 0)
            Wake();
        else
            process.Site.ReadAll(feed.Vector);
    }

    private void Tell(LogRecord.Applied record)
    {
        process.Site.Sent(record.Operation);
        Say(new Said.Change(record.Operation, record.Superseded, feed.Vector));
    }

    private void Capture()
    {
        isBusy = true;
        process.Loop.Post(new ReplicaInput.Capture((Action<ReplicaReply>)(reply => Reset(((ReplicaReply.State)reply).Value))));
    }

    private void Reset(ReplicaState state)
    {
        if (process.Phase >= SitePhase.Draining)
            return;
        isBusy = false;
        process.Site.Told(state.Vector);
        Say(new Said.Reset([.. state.Documents.Where(document => !document.IsDeleted)], state.Vector));

        // What is read again from the segment's beginning is covered, and skipped. Null: the log was cut meanwhile, so once more.
        feed = new(state.Vector);
        reader = process.Store.OpenReader(state.Vector);
        Wake();
    }

    private void Say(Said said) => Call.End.Send(new Response(Call.Number, said));
}
