using ClientHa.Testing.History;

namespace ClientHa.Testing;

/// <summary>
/// Every call of a cluster's clients and every fault, in one order. Each question is answered from all that has happened by then.
/// </summary>
public sealed class HaHistory
{
    private readonly HistoryLog log;

    internal HaHistory(HistoryLog log) => this.log = log;

    /// <summary>The calls, in the order in which they began.</summary>
    public IReadOnlyList<HaCall> Calls => Read().Calls;

    /// <summary>The calls whose callers got something other than success.</summary>
    public IReadOnlyList<HaCall> FailedCalls => [.. Calls.Where(call => call.IsFailed)];

    /// <summary>How often calls went on at another site.</summary>
    public int Failovers => Calls.Sum(call => call.Failovers);

    /// <summary>The faults, in the order in which they were ordered.</summary>
    public IReadOnlyList<HaFaultRecord> Faults => Read().Faults;

    /// <summary>
    /// The ejections of sites by clients. A client tells of one a little after the call that has found it; that the site gets no
    /// more calls holds from the ejection on.
    /// </summary>
    public IReadOnlyList<HaEjection> Ejections => Read().Ejections;

    /// <summary>A moment after all that has happened so far and before all that will.</summary>
    public HaMoment Now => log.Now();

    /// <summary>What happened to one site.</summary>
    /// <param name="number">The site's number.</param>
    public HaSiteHistory Site(int number) => new(number, Read());

    /// <summary>A table for people: a line for each event, in order.</summary>
    public override string ToString() => HistoryTable.Print(log.Events);

    private HistoryReading Read() => HistoryReading.Of(log.Events);
}
