using System.Globalization;
using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class IdTests
{
    private static readonly OperationId[] Some = [.. Enumerable.Range(0, 200)
        .Select(i => OperationId.Create(Site.Noon + (i / 20), Prng.Mix((ulong)i), Prng.Mix((ulong)i + 5_000)))
        .Append(default).Append(new(ulong.MaxValue, ulong.MaxValue)).Append(new(1, ulong.MaxValue)).Append(new(1UL << 63, 0))];

    [Fact]
    public void A_made_operation_id_is_a_UUIDv7_of_its_time()
    {
        OperationId least = OperationId.Create(Site.Noon, 0, 0), greatest = OperationId.Create(Site.Noon, ulong.MaxValue, ulong.MaxValue);
        foreach (OperationId id in (OperationId[])[least, greatest, .. Some[..200]])
        {
            Guid uuid = Guid.Parse(id.ToString(), CultureInfo.InvariantCulture);
            Assert.Equal((7, 2), (uuid.Version, uuid.Variant >> 2));
            Assert.InRange((long)(id.High >> 16), Site.Noon, Site.Noon + 20);
        }
        Assert.Equal("01a3185c-5000-7000-8000-000000000000", least.ToString());
        Assert.Equal("01a3185c-5000-7fff-bfff-ffffffffffff", greatest.ToString());
    }

    [Fact]
    public void The_order_of_operation_ids_is_the_order_of_their_bytes_and_of_their_texts()
    {
        foreach (OperationId left in Some)
        {
            foreach (OperationId right in Some)
            {
                int order = Math.Sign(left.CompareTo(right));
                Assert.Equal(order, Math.Sign(Bytes(left).AsSpan().SequenceCompareTo(Bytes(right))));
                Assert.Equal(order, Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString())));
                Assert.Equal((order < 0, order > 0, order <= 0, order >= 0), ((left < right), (left > right), (left <= right), (left >= right)));
            }
        }
    }

    [Fact]
    public void An_operation_id_comes_back_from_its_bytes()
    {
        foreach (OperationId id in Some)
        {
            Assert.True(OperationId.TryRead(Bytes(id), out OperationId read));
            Assert.Equal(id, read);
            Assert.Equal(new Guid(Bytes(id), bigEndian: true).ToString(), id.ToString());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void Other_numbers_of_bytes_are_no_operation_id(int count)
    {
        Assert.False(OperationId.TryRead(new byte[count], out OperationId read));
        Assert.True(read.IsNone);
    }

    [Theory]
    [InlineData(0, 0UL, "0000000000000001")]
    [InlineData(0, ulong.MaxValue, "00ffffffffffffff")]
    [InlineData(1, 0x1234_5678_9ABC_DEF0UL, "01123456789abcdf")]
    [InlineData(255, ulong.MaxValue, "ffffffffffffffff")]
    public void A_replica_id_holds_its_site_and_is_never_none(int site, ulong dice, string text)
    {
        ReplicaId id = ReplicaId.Create(site, dice);

        Assert.Equal((site, text, false), (id.Site, id.ToString(), id.IsNone));
        Assert.True(default(ReplicaId).IsNone);
    }

    [Fact]
    public void Of_equal_stamps_the_greater_operation_id_is_the_later_version()
    {
        WriteVersion[] ascending = [new(1, new(9, 9)), new(2, new(0, 1)), new(2, new(0, 2)), new(2, new(1, 0)), new(3, default)];
        for (int i = 0; i < ascending.Length; i++)
        {
            for (int j = 0; j < ascending.Length; j++)
            {
                WriteVersion left = ascending[i], right = ascending[j];
                Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(left.CompareTo(right)));
                Assert.Equal(
                    ((i < j), (i > j), (i <= j), (i >= j), (i == j)),
                    ((left < right), (left > right), (left <= right), (left >= right), (left == right)));
            }
        }
    }

    private static byte[] Bytes(OperationId id)
    {
        byte[] bytes = new byte[OperationId.Bytes];
        id.Write(bytes);
        return bytes;
    }
}
