using ClientHa.Simulation.Tests.Mutants;
using Microsoft.CodeAnalysis;

namespace ClientHa.Simulation.Tests;

/// <summary>A seed means the same run wherever and however it is compiled, or nobody could look into what another has found.</summary>
public sealed class DeterminismTests
{
    private const ulong Seeds = 5;

    [Fact]
    public void A_seed_gives_the_same_run_in_debug_and_in_release()
    {
        Func<ulong, (string? Violation, ulong Digest)> debug = MutantCompiler.Compile(OptimizationLevel.Debug), release = MutantCompiler.Compile(OptimizationLevel.Release);

        for (ulong seed = 0; seed < Seeds; seed++)
        {
            (string? violation, ulong digest) = debug(seed);
            Assert.Null(violation);
            Assert.Equal((violation, digest), release(seed));
        }
    }
}
