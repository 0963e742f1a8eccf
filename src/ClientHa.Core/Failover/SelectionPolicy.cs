namespace ClientHa;

/// <summary>How a client spreads its calls over the available sites.</summary>
public enum SelectionPolicy
{
    /// <summary>All calls go to one site until it fails; the sites' shares come from the clients' first choices.</summary>
    PickFirst,

    /// <summary>
    /// Each call takes the next entry of a freshly shuffled cycle in which every entry of the list stands exactly once.
    /// </summary>
    RoundRobin,
}
