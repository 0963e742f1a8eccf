using ClientHa.Testing.History;

namespace ClientHa.Testing;

/// <summary>What happened to one site of a cluster.</summary>
public sealed class HaSiteHistory
{
    internal HaSiteHistory(int number, HistoryReading reading)
    {
        Number = number;
        Calls = [.. reading.Calls.SelectMany(call => call.Attempts).Where(attempt => attempt.Site == number).OrderBy(attempt => attempt.Began)];
        Ejections = [.. reading.Ejections.Where(ejection => ejection.Site == number)];
        Faults = [.. reading.Faults.Where(fault => fault.Site == number)];
    }

    /// <summary>The site's number.</summary>
    public int Number { get; }

    /// <summary>The calls that were sent to it, whatever came of that, in order.</summary>
    public IReadOnlyList<HaAttempt> Calls { get; }

    /// <summary>Its ejections by the clients.</summary>
    public IReadOnlyList<HaEjection> Ejections { get; }

    /// <summary>The faults that were done to it.</summary>
    public IReadOnlyList<HaFaultRecord> Faults { get; }

    /// <summary>The calls that were sent to it after one moment and before another.</summary>
    /// <param name="from">Such as a fault's <see cref="HaFaultRecord.Began"/>.</param>
    /// <param name="to">Null: to this day.</param>
    public IReadOnlyList<HaAttempt> CallsBetween(HaMoment from, HaMoment? to = null) =>
        [.. Calls.Where(call => call.Began > from && (to is null || call.Began < to))];

    /// <summary>
    /// The calls that the client has sent to it while it wanted to leave it alone: there are none unless no other site was left.
    /// </summary>
    /// <param name="ejection">One of this site's.</param>
    public IReadOnlyList<HaAttempt> CallsDuring(HaEjection ejection)
    {
        ArgumentNullException.ThrowIfNull(ejection);
        return [.. CallsBetween(ejection.Began, ejection.Ended).Where(call => call.Client == ejection.Client)];
    }
}
