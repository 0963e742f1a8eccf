using System.Globalization;
using ClientHa.V1;

namespace ClientHa.Fakes;

/// <summary>Counters and conflicts in memory.</summary>
internal sealed class FakeCounters
{
    private readonly object gate = new();
    private readonly Dictionary<string, long> totals = [];
    private readonly Dictionary<string, long> answers = [];

    /// <summary>What is listed, whatever is asked for, two on a page.</summary>
    public List<ConflictEntry> Conflicts { get; } = [];

    public WriteResponse Add(AddRequest request, ulong clock)
    {
        lock (gate)
        {
            string id = request.Identity.OperationId.ToBase64();
            if (!answers.TryGetValue(id, out long total))
                answers[id] = total = totals[request.Key] = totals.GetValueOrDefault(request.Key) + request.Delta;
            return new WriteResponse
            {
                Version = new V1.Version { Stamp = request.Identity.Stamp, OperationId = request.Identity.OperationId },
                Total = total,
                Clock = Math.Max(clock, request.Identity.Stamp) + 1,
            };
        }
    }

    public GetCounterResponse Get(GetCounterRequest request, ulong clock)
    {
        lock (gate)
            return new GetCounterResponse { Total = totals.GetValueOrDefault(request.Key), Clock = clock };
    }

    /// <summary>Two on a page.</summary>
    public ListCountersResponse List(ListCountersRequest request, ulong clock)
    {
        const int pageSize = 2;
        lock (gate)
        {
            Counter[] behind = [.. totals
                .Where(total => total.Value != 0 && total.Key.StartsWith(request.Prefix, StringComparison.Ordinal) && string.CompareOrdinal(total.Key, request.PageToken) > 0)
                .OrderBy(total => total.Key, StringComparer.Ordinal)
                .Select(total => new Counter { Key = total.Key, Total = total.Value })];
            return new ListCountersResponse
            {
                Counters = { behind.Take(pageSize) },
                NextPageToken = behind.Length > pageSize ? behind[pageSize - 1].Key : "",
                Clock = clock,
            };
        }
    }

    public ListConflictsResponse List(ListConflictsRequest request)
    {
        const int pageSize = 2;
        int from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, CultureInfo.InvariantCulture);
        return new ListConflictsResponse
        {
            Conflicts = { Conflicts.Skip(from).Take(pageSize) },
            NextPageToken = from + pageSize < Conflicts.Count ? (from + pageSize).ToString(CultureInfo.InvariantCulture) : "",
        };
    }
}
