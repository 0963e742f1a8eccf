namespace ClientHa.Core.Tests.Replication;

public sealed class WorldTests
{
    private const int Seeds = 300;

    /// <summary>CLIENTHA_SEEDS runs more of them.</summary>
    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("CLIENTHA_SEEDS"), out int seeds) ? seeds : Seeds;

    [Fact]
    public void Whatever_happens_between_sites_in_the_end_all_have_all_that_was_accepted()
    {
        int accepted = 0, superseded = 0;
        List<string> failures = [];
        for (ulong seed = 0; seed < (ulong)Count; seed++)
        {
            try
            {
                World world = World.Run(seed);
                accepted += world.Ledger.Accepted;
                superseded += world.Ledger.Superseded;
            }
            catch (Exception failure)
            {
                failures.Add($"World.Run({seed}): {failure}");
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} of {Count} worlds broke a rule:\n{string.Join('\n', failures.Take(5))}");
        // A world in which hardly anything is accepted, or nothing ever conflicts, shows nothing.
        Assert.True(accepted > 20 * Count, $"only {accepted} writes were accepted");
        Assert.True(superseded > Count / 10, $"only {superseded} writes lost to concurrent ones");
    }
}
