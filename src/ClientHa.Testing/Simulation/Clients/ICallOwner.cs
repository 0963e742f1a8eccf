using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>Who made a call.</summary>
internal interface ICallOwner
{
    /// <summary>What the call asks, made anew for each attempt: so many were sent before.</summary>
    Ask Ask(int sentAttempts);

    /// <summary>A stream brings something.</summary>
    void Told(ClientCall call, Said said)
    {
    }

    /// <param name="call">The call.</param>
    /// <param name="end">How.</param>
    /// <param name="said">The last answer, where there was one.</param>
    void Ended(ClientCall call, CallEnd end, Said? said)
    {
    }
}
