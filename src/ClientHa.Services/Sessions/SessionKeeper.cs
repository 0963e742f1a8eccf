using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.V1;
using Google.Protobuf;
using SiteWord = ClientHa.Core.Sessions.SiteWord;

namespace ClientHa.Services;

/// <summary>The session of one client, shared by all its calls: what its reads require, and the writes that it keeps.</summary>
internal sealed class SessionKeeper(ServiceClientOptions options)
{
    /// <summary>No site that answers had all: for so long no other one is waited for in vain.</summary>
    private static readonly TimeSpan staleFor = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private readonly ClientSession session = new(new(options.MaxKeptWrites, ServiceClientOptions.MaxKeptBytes));
    private readonly long started = options.TimeProvider.GetTimestamp();
    private (VersionVector Vector, ByteString Bytes) required = (VersionVector.Empty, ByteString.Empty);
    private (VersionVector Vector, ByteString Bytes) kept = (VersionVector.Empty, ByteString.Empty);
    private ReplicaId lastSite;
    private Instant lastHeard;
    private Instant staleUntil;

    /// <summary>There are other sites than the one that has accepted a write, to which it could be handed.</summary>
    public bool HasOtherSites { get; set; } = true;

    public bool HasKept
    {
        get
        {
            lock (gate)
                return session.Kept.Count > 0;
        }
    }

    /// <summary>The oldest of the writes that are kept.</summary>
    public KeptWrite? OldestKept
    {
        get
        {
            lock (gate)
                return session.Kept.FirstOrDefault();
        }
    }

    /// <summary>The site that has answered last lacks some of the writes that are kept, as far as is known.</summary>
    public bool HasBeyondLastSite
    {
        get
        {
            lock (gate)
                return session.HasBeyond(lastSite);
        }
    }

    /// <summary>The number of the site that has answered last.</summary>
    public int LastSite
    {
        get
        {
            lock (gate)
                return lastSite.Site;
        }
    }

    /// <summary>How long no site has said anything.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (gate)
                return Now - lastHeard;
        }
    }

    private Instant Now => new(options.TimeProvider.GetElapsedTime(started).Ticks);

    /// <summary>What a site is to cover; null: nothing.</summary>
    /// <param name="acceptsStale">Take what there is, because no site covers it.</param>
    public V1.Session? Token(bool acceptsStale)
    {
        if (options.Session == SessionBehavior.None)
            return null;
        lock (gate)
        {
            return session.Required.IsEmpty
                ? null
                : new V1.Session { Vector = Print(session.Required, ref required), Kept = Print(session.Own, ref kept), AcceptStale = acceptsStale };
        }
    }

    /// <summary>The sites have just been asked in vain for all that the session knows of.</summary>
    public bool IsStaleNow
    {
        get
        {
            lock (gate)
                return Now < staleUntil;
        }
    }

    /// <summary>Takes an answer that shows what is at a site.</summary>
    /// <returns>Whether it does not show all that this client has read and written before.</returns>
    public bool TakeRead(V1.SiteWord? said)
    {
        if (SessionVectors.Read(said) is not { } word)
            return false;
        lock (gate)
        {
            Hear(word);
            session.Lower(word.Vector);
            bool isStale = word.IsStale && !word.Vector.Covers(session.Required);
            session.Saw(word.Vector);
            staleUntil = isStale ? Now + staleFor : default;
            return isStale;
        }
    }

    /// <summary>Takes an answer that shows nothing but that its site answers.</summary>
    public void TakeWord(V1.SiteWord? said)
    {
        if (SessionVectors.Read(said) is not { } word)
            return;
        lock (gate)
            Hear(word);
    }

    /// <summary>Takes the answer to a write, and keeps the write where only its site is known to have it.</summary>
    /// <returns>Those that are kept no longer.</returns>
    public IReadOnlyList<KeptWrite> TakeWrite(IMessage request, OperationId id, WriteResponse response)
    {
        if (SessionVectors.Read(response.Site) is not { } word)
            return [];
        ReplicaId replica = new(response.Replica);
        bool isAccepted = response is { Conflict: null, Restamp: 0 };
        bool isKept = isAccepted && HasOtherSites && options.MaxKeptWrites > 0 && replica == word.Replica && response.Sequence > word.Confirmed;
        KeptWrite? write = isKept
            ? new(WriteRequests.ToHandOver(request), id, replica, response.Sequence, WriteRequests.BytesOf(request))
            : null;
        lock (gate)
        {
            Hear(word);
            if (write is not null)
            {
                int before = session.Kept.Count;
                IReadOnlyList<KeptWrite> dropped = session.Written(write);
                SessionTelemetry.Kept(session.Kept.Count - before);
                return dropped;
            }
            // A refusal shows what is there instead.
            if (isAccepted)
                session.Saw(VersionVector.Empty.With(replica, response.Sequence));
            else if (response.Conflict is not null)
                session.Saw(word.Vector);
            return [];
        }
    }

    /// <summary>What is to be handed to the site that has answered last.</summary>
    /// <param name="patience">How long the sites that have it may be silent; zero: whether they are or not.</param>
    public KeptWrite[] Due(TimeSpan patience)
    {
        lock (gate)
            return session.Due(lastSite, Now, patience);
    }

    /// <summary>All that is kept, for whichever site takes it.</summary>
    public KeptWrite[] Kept()
    {
        lock (gate)
            return [.. session.Kept];
    }

    /// <summary>A site has taken a write that was handed to it, or knew it.</summary>
    /// <returns>Whether it was new there.</returns>
    public bool TakeHandedOver(KeptWrite write, WriteResponse response)
    {
        if (SessionVectors.Read(response.Site) is not { } word)
            return false;
        ReplicaId replica = new(response.Replica);
        lock (gate)
        {
            int before = session.Kept.Count;
            session.HandedOver(write, word.Replica, replica, response.Sequence);
            SessionTelemetry.Kept(session.Kept.Count - before);
            Hear(word);
            session.Lower(word.Vector);
        }
        return replica == word.Replica && replica != write.Replica;
    }

    /// <summary>Keeps a write no longer.</summary>
    public void GiveUp(KeptWrite write)
    {
        lock (gate)
        {
            int before = session.Kept.Count;
            session.GiveUp(write);
            SessionTelemetry.Kept(session.Kept.Count - before);
        }
    }

    private static ByteString Print(VersionVector vector, ref (VersionVector Vector, ByteString Bytes) last)
    {
        if (last.Vector != vector)
            last = (vector, SessionVectors.Write(vector));
        return last.Bytes;
    }

    private void Hear(SiteWord word)
    {
        (lastSite, lastHeard) = (word.Replica, Now);
        if (session.Heard(word, lastHeard) is { Count: > 0 } confirmed)
            SessionTelemetry.Kept(-confirmed.Count);
    }
}
