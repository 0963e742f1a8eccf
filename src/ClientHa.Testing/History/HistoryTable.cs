using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ClientHa.Testing.History;

/// <summary>A line for each event: when, who, what.</summary>
internal static class HistoryTable
{
    /// <param name="events">In their order.</param>
    public static string Print(ImmutableArray<HistoryEvent> events)
    {
        var clients = events.OfType<HistoryEvent.CallBegan>().ToDictionary(call => call.Call, call => call.Client);
        var faults = events.OfType<HistoryEvent.FaultOrdered>().ToDictionary(fault => fault.Fault, fault => fault.Description);
        var table = new StringBuilder();
        foreach (HistoryEvent happened in events)
        {
            (string who, string what) = happened switch
            {
                HistoryEvent.CallBegan began => (OfClient(began.Client), $"call {began.Call} {began.Method}"),
                HistoryEvent.AttemptBegan began => (OfClient(clients[began.Call]), $"call {began.Call} -> {began.Site}"),
                HistoryEvent.AttemptEnded ended => (OfClient(clients[ended.Call]), $"call {ended.Call} <- {ended.Outcome}"),
                HistoryEvent.CallEnded ended => (OfClient(clients[ended.Call]), $"call {ended.Call} ends: {ended.Result.Text}"),
                HistoryEvent.SiteChanged changed => (OfClient(changed.Site.Client), OfChange(changed)),
                HistoryEvent.FaultOrdered ordered => ("fault", $"{ordered.Description} (ordered)"),
                HistoryEvent.FaultBegan began => ("fault", $"{faults[began.Fault]} (in force)"),
                HistoryEvent.FaultHealed healed => ("fault", $"{faults[healed.Fault]} (healed)"),
                _ => ("", happened.ToString()),
            };
            table.AppendLine(CultureInfo.InvariantCulture, $"{happened.Moment,10}  {who,-10} {what}");
        }
        return table.ToString();
    }

    private static string OfClient(int client) => string.Create(CultureInfo.InvariantCulture, $"client {client}");

    private static string OfChange(HistoryEvent.SiteChanged changed)
    {
        string state = changed.State.ToString().ToLowerInvariant();
        return changed.Reason is null ? $"{changed.Site} is {state}" : $"{changed.Site} is {state}: {changed.Reason}";
    }
}
