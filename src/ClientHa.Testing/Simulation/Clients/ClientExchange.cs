using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>A request on a connection, from the wait for the connection on.</summary>
internal abstract class ClientExchange(Ask ask)
{
    public Ask Ask { get; } = ask;

    /// <summary>Its number on the connection; 0 before it was sent.</summary>
    public int Number { get; set; }

    /// <summary>The site said something; a watch is told again and again.</summary>
    public abstract void Told(Response response);

    /// <summary>No connection came to be, or it was lost.</summary>
    public abstract void Failed(in ClientOutcome outcome);
}
