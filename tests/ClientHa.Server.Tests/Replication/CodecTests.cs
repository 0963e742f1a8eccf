using ClientHa.Core.Replication;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Tests.Replication;

public sealed class CodecTests
{
    private static readonly Operation Any = new(
        ReplicaFolder.Id, 1, new(Stamp.At(5), new OperationId(1, 2)), 0, OperationKind.Put, "key", default, default, 0);

    [Theory]
    [InlineData(0UL)]
    [InlineData(77UL << 16)]
    public void What_an_operation_was_written_over_goes_over_the_wire_and_back(ulong replaced) =>
        Assert.Equal(replaced, Codec.Read(Codec.Write(Any with { ReplacedStamp = replaced })).ReplacedStamp);

    // Else everything that was ever overwritten would stand among the conflicts after an upgrade.
    [Fact]
    public void An_operation_of_the_first_version_has_written_over_whatever_is_there()
    {
        V1.Operation first = Codec.Write(Any);
        first.ReplacedStamp = 0;
        Operation read = Codec.Read(first);
        Assert.Equal((ulong.MaxValue, 0UL), (read.ReplacedStamp, Codec.Write(read).ReplacedStamp));
    }
}
