using System.Text.Json;

namespace ClientHa.Benchmarks.Compare;

/// <summary>The same workload and the same faults through <see cref="ClientHa"/> and its peers; one table.</summary>
internal static class Comparison
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] options)
    {
        CommandLine line = new(options);
        List<Contender> contenders = [];
        foreach (Contender contender in line.Chosen("--only", Contender.All, contender => contender.Id))
        {
            if (await contender.MissingAsync() is { } missing)
                await Console.Error.WriteLineAsync($"{contender.Name} is left out: {missing}.");
            else
                contenders.Add(contender);
        }
        List<CompareResult> results = [];
        bool isWhole = true;
        Console.WriteLine(CompareTable.Header);
        foreach (SiteFault fault in line.Chosen("--faults", SiteFault.All, fault => fault.Id))
        {
            Cell cell = new(fault)
            {
                Window = TimeSpan.FromSeconds(line.Has("--quick") ? 8 : 15),
                Outage = TimeSpan.FromSeconds(line.Has("--full") ? 120 : line.Has("--quick") ? 10 : 15),
            };
            List<CompareResult> row = [];
            foreach (Contender contender in contenders)
            {
                try
                {
                    row.Add(new(fault.Name, contender.Name, contender.IsOurs, contender.Spreads, await cell.RunAsync(contender)));
                }
                catch (InvalidOperationException exception)
                {
                    // The others are worth their time all the same.
                    await Console.Error.WriteLineAsync($"{contender.Name} is left out with {fault.Name}: {exception.Message}");
                    isWhole = false;
                    continue;
                }
                if (line.Has("--verbose"))
                    await Console.Error.WriteLineAsync($"{row[^1]}");
            }
            foreach (CompareResult result in row)
                Console.WriteLine(CompareTable.Row(result.Fault, result.Contender, result.Figures, result.Rivals(row)));
            results.AddRange(row);
        }
        if (line.Value("--json") is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, Indented));
        return Verdict(results) == 0 && isWhole ? 0 : 1;
    }

    /// <summary>Each figure of ours must be the best of its fault, or level with the best, among those that use sites in the same way.</summary>
    private static int Verdict(IReadOnlyList<CompareResult> results)
    {
        int behind = 0;
        Console.WriteLine();
        foreach (CompareResult ours in results.Where(result => result.IsOurs))
        {
            IReadOnlyList<Figures> rivals = ours.Rivals(results);
            foreach (CompareColumn column in CompareColumn.All.Where(column => !column.IsLevel(ours.Figures, rivals)))
            {
                CompareResult best = results.First(result => rivals.Contains(result.Figures) && column.IsLevel(result.Figures, rivals));
                Console.WriteLine(
                    $"- {ours.Fault}, {column.Name}: {ours.Contender} has {column.Text(ours.Figures)}, " +
                    $"{best.Contender} has {column.Text(best.Figures)}.");
                behind++;
            }
        }
        if (behind == 0 && results.Any(result => result.IsOurs))
            Console.WriteLine("ClientHa is first or level in every figure of every fault.");
        return behind == 0 ? 0 : 1;
    }
}
