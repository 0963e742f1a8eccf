namespace ClientHa.Integration.Tests.Replication;

/// <summary>Many calls of one kind, some at a time.</summary>
internal static class ManyCalls
{
    public static Task ForAllAsync(IEnumerable<int> numbers, Func<int, Task> act) =>
        Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, _) => await act(number));
}
