using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Checks;

namespace ClientHa.Testing.Simulation.Sites.Load;

/// <summary>What a user has read and written, and the writes that it keeps: the SDK's <c>SessionKeeper</c> and <c>HandOver</c>.</summary>
internal sealed class UserSession(DocumentUser user, Dice dice)
{
    private const int MaxRefusals = 2;

    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(250);

    private readonly ClientSession session = new(new(dice.Pick([3, 1_000]), dice.Pick([500, 1 << 20])));
    private readonly Queue<KeptWrite> offers = [];
    private ReplicaId lastSite;
    private int refusals;

    public bool HasKept => session.Kept.Count > 0;

    /// <summary>What a read asks for: at last, what there is.</summary>
    public SessionToken Token => new(session.Required, session.Own, refusals > MaxRefusals);

    private Instant Now => user.World.Agenda.Now;

    /// <summary>A write to be handed over now; null where there is none.</summary>
    public KeptWrite? NextOffer()
    {
        if (offers.Count == 0)
        {
            foreach (KeptWrite due in session.Due(lastSite, Now, patience))
                offers.Enqueue(due);
        }
        KeptWrite? offer = null;
        while (offer is null && offers.TryDequeue(out KeptWrite? next))
            offer = session.Kept.Contains(next) ? next : null;
        return offer;
    }

    /// <summary>No site covered a read: perhaps because what only a lost one has is still here.</summary>
    public void Refused()
    {
        if (refusals++ > 0)
            return;
        foreach (KeptWrite write in session.Kept)
            offers.Enqueue(write);
    }

    public void Heard(SiteWord word)
    {
        lastSite = word.Replica;
        foreach (KeptWrite write in session.Heard(word, Now))
            Tell(check => check.Confirmed(user, write));
        session.Lower(word.Vector);
    }

    public void Read(string key, SessionToken asked, StoredDocument? found, SiteWord word)
    {
        Heard(word);
        if (!word.IsStale)
            refusals = 0;
        Tell(check => check.Read(user, key, asked, found, word));
        session.Saw(word.Vector);
    }

    public void Written(WriteRequest request, ReplicaReply.Written written, Said.Replied replied, bool wantsPeer)
    {
        Heard(replied.Word);
        if (written is { Outcome: WriteOutcome.Conflict })
            session.Saw(replied.Word.Vector);
        if (written.Result is not { } result)
            return;
        bool isAtTwo = wantsPeer && !replied.IsUnconfirmed;
        Tell(check => check.Acknowledged(user, request, result, isAtTwo));
        WriteRequest again = request with { Restamped = true, Attempt = Math.Max((byte)1, request.Attempt), Condition = null };
        KeptWrite write = new(again, request.Id, result.Replica, result.Sequence, 50);
        if (isAtTwo || result.Replica != replied.Word.Replica || result.Sequence <= replied.Word.Confirmed)
        {
            session.Saw(VersionVector.Empty.With(result.Replica, result.Sequence));
            Tell(check => check.Confirmed(user, write));
            return;
        }
        // Who leaves the stamp to the site has no client of ours, and keeps nothing.
        if (request.Stamp == 0)
        {
            session.Saw(VersionVector.Empty.With(result.Replica, result.Sequence));
            Tell(check => check.GivenUp(user, write));
            return;
        }
        foreach (KeptWrite dropped in session.Written(write))
            Tell(check => check.GivenUp(user, dropped));
    }

    public void HandedOver(KeptWrite write, ReplicaReply.Written written, SiteWord word)
    {
        if (written.Outcome == WriteOutcome.Expired)
        {
            session.GiveUp(write);
            Tell(check => check.GivenUp(user, write));
        }
        else if (written.Result is { } result)
        {
            bool isNew = result.Replica == word.Replica && result.Replica != write.Replica;
            if (isNew && user.World.Timeline.IsKept)
                user.World.Timeline.Say(user.Name, $"hands over {write} as operation {result.Sequence} of replica {result.Replica}");
            if (session.HandedOver(write, word.Replica, result.Replica, result.Sequence))
                Tell(check => check.Confirmed(user, write.At(result.Replica, result.Sequence)));
        }
        Heard(word);
    }

    private void Tell(Action<IUserCheck> tell)
    {
        foreach (IUserCheck check in user.World.Checks.OfUsers)
            tell(check);
    }
}
