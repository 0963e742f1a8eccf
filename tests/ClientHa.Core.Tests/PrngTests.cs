namespace ClientHa.Core.Tests;

public sealed class PrngTests
{
    [Fact]
    public void The_dice_are_SplitMix64()
    {
        // The first three numbers of seed 0, as published with the algorithm.
        Prng dice = new Prng(0).Draw(out ulong first).Draw(out ulong second).Draw(out ulong third);
        Assert.Equal((0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL, 0x06C45D188009454FUL), (first, second, third));
        Assert.NotEqual(new Prng(0), dice);
    }

    // Computed by another program, in another language.
    [Theory]
    [InlineData(0UL, "", 0xAEBE53F85CDC3C4CUL)]
    [InlineData(42UL, "0.ha.test", 0xAA2168FEB7F9FC45UL)]
    [InlineData(42UL, "zürich", 0x4602E9D2C9859F2FUL)]
    public void The_hash_of_a_text_never_changes(ulong seed, string text, ulong hash) =>
        Assert.Equal(hash, Prng.Hash(seed, text));

    [Fact]
    public void Shares_lie_in_0_to_1_and_spans_in_their_limits()
    {
        Prng dice = new(7);
        double sum = 0;
        for (int i = 0; i < 10_000; i++)
        {
            dice = dice.Draw(out double share);
            Assert.True(share is >= 0 and < 1);
            sum += share;
            dice = dice.Draw(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), out TimeSpan span);
            Assert.InRange(span.TotalSeconds, 2, 3);
        }
        Assert.InRange(sum / 10_000, 0.49, 0.51);
    }
}
