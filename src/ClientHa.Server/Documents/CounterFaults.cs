using ClientHa.Core.Replication;

namespace ClientHa.Server.Documents;

/// <summary>Why an addition was refused, with the value, the limit and the remedy.</summary>
internal static class CounterFaults
{
    public static string Overflow(WriteRequest request) =>
        $"Adding {CounterNumber.Read(request.Value)} to the counter \"{request.Key}\" would pass what it can hold, {long.MinValue} to {long.MaxValue}: nothing was added. Count in larger units, or in several counters.";

    public static string Full(ReplicaRules rules) =>
        $"{rules.MaxAdditions} additions have not reached every site yet, which is the limit: nothing was added. Bring back the site that is away, or retire it.";
}
