using ClientHa.Core;
using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Calls;

/// <summary>Some of the writes add to a counter.</summary>
internal static class Additions
{
    private const int OneOf = 5;
    private const int MostAdded = 100;

    /// <summary>The write, or an addition of the same name. The name decides, so that nothing else is drawn.</summary>
    public static WriteRequest InPlaceOf(WriteRequest write)
    {
        ulong drawn = Prng.Mix(write.Id.Low);
        return drawn % OneOf != 0
            ? write
            : write with { Kind = OperationKind.Add, Value = CounterNumber.Write((long)(drawn >> 32) % (2 * MostAdded) - MostAdded), Condition = null };
    }
}
