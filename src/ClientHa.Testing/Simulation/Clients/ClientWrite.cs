using System.Buffers.Binary;
using System.Globalization;
using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>
/// A write from its first stamp to its result, under one operation id on every try; refused for its stamp it is stamped again, once.
/// The SDK's <c>DocumentWriter</c>.
/// </summary>
internal sealed class ClientWrite(ClientDirectory directory, ClientClock clock, Dice dice) : ICallOwner
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 12).Select(i => string.Create(CultureInfo.InvariantCulture, $"key {i}"))];

    private readonly Instant startedAt = directory.Now;
    private WriteRequest request = null!;
    private TimeSpan timeout;

    public static string KeyOf(Dice dice) => dice.Pick(Keys);

    public ClientCall Start(TimeSpan limit)
    {
        timeout = limit;
        OperationId id = OperationId.Create(clock.Milliseconds, dice.Number(), dice.Number());
        byte[] value = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(value, id.Low);
        bool isDelete = dice.Chance(20);
        request = Additions.InPlaceOf(new(
            isDelete ? OperationKind.Delete : OperationKind.Put,
            KeyOf(dice),
            isDelete ? default : value,
            id,
            clock.Stamp(),
            Restamped: false,
            Attempt: 0,
            dice.Chance(5) ? new WriteCondition(Version: null) : null));
        return Send(limit);
    }

    public Ask Ask(int sentAttempts) =>
        new Ask.Write(request with { Attempt = (byte)Math.Min(sentAttempts, byte.MaxValue) }, clock.Last);

    public void Ended(ClientCall call, CallEnd end, Said? said)
    {
        if (end != CallEnd.Succeeded || said is not Said.Replied { Reply: ReplicaReply.Written written })
            return;
        if (written.Outcome != WriteOutcome.Restamp)
        {
            clock.Follow(written.Clock);
            directory.Client.Checks.WriteAnswered(directory.Client, request, written);
            return;
        }
        SimulationViolation.Unless(
            !request.Restamped, "stamped again at most once", $"{directory.Client} was asked for a third stamp of {request.Id}");
        request = request with { Stamp = clock.StampAgain(request.Stamp, written.Clock, written.Clock), Restamped = true };
        TimeSpan left = timeout - (directory.Now - startedAt);
        Send(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
    }

    private ClientCall Send(TimeSpan limit)
    {
        ClientCall call = new(directory, this, directory.Client.NextCall(), ClientMethod.Write, isIdempotent: true, limit);
        directory.Client.Checks.WriteStarted(directory.Client, call, request);
        call.Start();
        return call;
    }
}
