using ClientHa.Core;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>A site's connection between two of its failures, and the calls on it: what an older one reports is known to be old.</summary>
internal sealed class ClientGeneration(ClientSite site, int number, Instant now)
{
    private readonly ClientConnection connection = new(site, isProbe: false);
    private readonly List<ClientAttempt> waiting = [];
    private Instant silentSince = now;
    private long seen;
    private bool movesAll;

    public int Number { get; } = number;

    public int CallsInFlight { get; private set; }

    public bool IsRetired { get; private set; }

    public void Enter() => CallsInFlight++;

    /// <summary>A call is over; with the last one an old generation goes.</summary>
    public void Leave()
    {
        if (--CallsInFlight == 0 && IsRetired)
            connection.Close();
    }

    /// <summary>An attempt begins to wait for its answer. One that comes to an ejected site's generation is moved at once.</summary>
    public void Send(ClientAttempt attempt)
    {
        waiting.Add(attempt);
        if (movesAll && attempt.IsMovable)
            attempt.Move();
        else
            connection.Send(attempt);
    }

    /// <summary>It waits no longer: it was answered, it failed, or it was given up.</summary>
    public void Remove(ClientAttempt attempt) => waiting.Remove(attempt);

    public void Cancel(ClientAttempt attempt) => connection.Cancel(attempt);

    public void Retire()
    {
        if (IsRetired)
            return;
        IsRetired = true;
        if (CallsInFlight == 0)
            connection.Close();
    }

    public void Evict()
    {
        movesAll = true;
        foreach (ClientAttempt attempt in waiting.ToArray())
        {
            if (attempt.IsMovable)
                attempt.Move();
        }
    }

    /// <summary>For how long a call has waited without any byte from the site, and for how long a committed one has.</summary>
    public (TimeSpan Waiting, TimeSpan Streaming) Silence(Instant now)
    {
        if (connection.Received != seen || CallsInFlight == 0)
        {
            seen = connection.Received;
            silentSince = now;
        }
        TimeSpan silence = now - silentSince;
        TimeSpan longest = waiting.Count > 0 ? now - waiting[0].StartedAt : TimeSpan.Zero;
        return (longest < silence ? longest : silence, CallsInFlight > 0 ? silence : TimeSpan.Zero);
    }

    public void Vouch(Instant now) => silentSince = now;

    /// <summary>Closes the connection to a dead site, so that calls which could not be moved learn of it.</summary>
    public void Cut() => connection.Cut();
}
