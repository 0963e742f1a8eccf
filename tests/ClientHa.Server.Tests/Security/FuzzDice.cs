using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Server.Tests.Security;

/// <summary>
/// Garbage that is nearly right, drawn from a seed: messages with odd contents, and bytes with a few wrong ones. CLIENTHA_FUZZ_SEED
/// gives another seed, CLIENTHA_FUZZ_ROUNDS more rounds.
/// </summary>
internal sealed class FuzzDice(int seed)
{
    private static readonly string[] oddTexts = ["", "a", "\0", "config/", new('k', 513), "\ud83d\ude00", "../../etc/passwd", "%00", new('x', 70_000)];
    private static readonly ulong[] oddNumbers = [0, 1, 2, 255, 65_535, int.MaxValue, uint.MaxValue, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 1];

    private readonly Random dice = new(seed);

    public static int Seed => Number("CLIENTHA_FUZZ_SEED", 20_261);

    public int Next(int below) => dice.Next(below);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => dice.Next(times) == 0;

    public static int Rounds(int usual) => Number("CLIENTHA_FUZZ_ROUNDS", usual);

    /// <summary>Fills a message with values of all kinds, some of them impossible.</summary>
    public T Fill<T>(T message, int depth = 0)
        where T : IMessage
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (OneIn(3) || (depth > 3 && field.FieldType == FieldType.Message))
                continue;
            if (field.IsRepeated)
            {
                System.Collections.IList list = (System.Collections.IList)field.Accessor.GetValue(message);
                for (int count = dice.Next(4); count > 0; count--)
                    list.Add(Value(field, depth));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }
        return message;
    }

    /// <summary>Changes, removes, repeats or puts in a few bytes, or none.</summary>
    public byte[] Spoil(byte[] bytes)
    {
        List<byte> spoilt = [.. bytes];
        for (int count = dice.Next(4); count > 0 && spoilt.Count > 0; count--)
        {
            int at = dice.Next(spoilt.Count);
            switch (dice.Next(5))
            {
                case 0:
                    spoilt[at] ^= (byte)(1 << dice.Next(8));
                    break;
                case 1:
                    spoilt[at] = (byte)dice.Next(256);
                    break;
                case 2:
                    spoilt.RemoveRange(at, Math.Min(1 + dice.Next(16), spoilt.Count - at));
                    break;
                case 3:
                    spoilt.InsertRange(at, spoilt.GetRange(at, Math.Min(1 + dice.Next(64), spoilt.Count - at)));
                    break;
                default:
                    spoilt.Insert(at, (byte)dice.Next(256));
                    break;
            }
        }
        return [.. spoilt];
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => Fill(field.MessageType.Parser.ParseFrom([]), depth + 1),
        FieldType.String => oddTexts[dice.Next(oddTexts.Length)],
        FieldType.Bytes => Bytes(),
        FieldType.Bool => OneIn(2),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, dice.Next(-1, 80)),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => unchecked((int)OddNumber()),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)OddNumber()),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => unchecked((long)OddNumber()),
        FieldType.UInt64 or FieldType.Fixed64 => OddNumber(),
        FieldType.Double => double.NaN,
        _ => float.NaN,
    };

    private ByteString Bytes()
    {
        byte[] bytes = new byte[OneIn(2) ? 16 : dice.Next(100)];
        dice.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private ulong OddNumber() => OneIn(2) ? oddNumbers[dice.Next(oddNumbers.Length)] : (ulong)dice.NextInt64() >> dice.Next(64);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
