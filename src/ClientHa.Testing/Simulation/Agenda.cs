using ClientHa.Core;

namespace ClientHa.Testing.Simulation;

/// <summary>
/// Virtual time: what is to happen, in the order of its moments. What falls on one moment happens in the order in which it was
/// planned, so that a run is the same each time.
/// </summary>
internal sealed class Agenda
{
    /// <summary>More than this at one moment is a loop that time never ends.</summary>
    private const int MostAtOnce = 1_000_000;

    private readonly PriorityQueue<Action, Place> entries = new();
    private long planned;
    private int atOnce;

    public Instant Now { get; private set; }

    /// <summary>How many things have happened.</summary>
    public long Events { get; private set; }

    public void After(TimeSpan delay, Action what) => At(Now + delay, what);

    /// <summary>What would have been earlier than now happens now.</summary>
    public void At(Instant when, Action what)
    {
        if (when != Instant.Never)
            entries.Enqueue(what, new Place(Math.Max(when.Ticks, Now.Ticks), planned++));
    }

    public void RunUntil(Instant end)
    {
        while (entries.TryPeek(out Action? what, out Place place) && place.Ticks <= end.Ticks)
        {
            entries.Dequeue();
            atOnce = place.Ticks > Now.Ticks ? 0 : atOnce + 1;
            SimulationViolation.Unless(atOnce < MostAtOnce, "time passes", $"something happens without end at {Now.Ticks} ticks");
            Now = new Instant(place.Ticks);
            Events++;
            what();
        }
        Now = end;
    }

    private readonly record struct Place(long Ticks, long Order) : IComparable<Place>
    {
        public int CompareTo(Place other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Order.CompareTo(other.Order);
    }
}
