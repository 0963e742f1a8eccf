namespace ClientHa.Simulation.Tests.Mutants;

/// <summary>Runs a mutant through the seeds of CI, the one that is known to find it first.</summary>
internal static class MutantRun
{
    /// <summary>As many as CI runs of the sound rules: what they don't find, nobody finds.</summary>
    private const ulong Seeds = 200;

    /// <returns>What the first seed found that found anything; null where none did.</returns>
    public static string? FirstFinding(Func<ulong, (string? Violation, ulong Digest)> run, ulong likely = 0)
    {
        if (Finding(run, likely) is { } finding)
            return finding;
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            if (Finding(run, seed) is { } other)
                return other;
        }
        return null;
    }

    private static string? Finding(Func<ulong, (string? Violation, ulong Digest)> run, ulong seed)
    {
        try
        {
            return run(seed).Violation is { } violation ? $"seed {seed}: {violation}" : null;
        }
        catch (Exception failure)
        {
            return $"seed {seed}: {failure.GetType().Name}: {failure.Message}";
        }
    }
}
