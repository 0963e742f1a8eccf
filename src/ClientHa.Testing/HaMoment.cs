using System.Globalization;

namespace ClientHa.Testing;

/// <summary>
/// When something happened in a cluster. Moments of one cluster are compared by the order in which things happened, not by the
/// clock, which is too coarse to tell it.
/// </summary>
/// <param name="Order">Grows from one event to the next.</param>
/// <param name="Time">Since the cluster's start.</param>
public readonly record struct HaMoment(long Order, TimeSpan Time) : IComparable<HaMoment>
{
    /// <summary>Whether the left one came first.</summary>
    public static bool operator <(HaMoment left, HaMoment right) => left.Order < right.Order;

    /// <summary>Whether the right one came first.</summary>
    public static bool operator >(HaMoment left, HaMoment right) => left.Order > right.Order;

    /// <summary>Whether the right one did not come first.</summary>
    public static bool operator <=(HaMoment left, HaMoment right) => left.Order <= right.Order;

    /// <summary>Whether the left one did not come first.</summary>
    public static bool operator >=(HaMoment left, HaMoment right) => left.Order >= right.Order;

    /// <summary>By order.</summary>
    public int CompareTo(HaMoment other) => Order.CompareTo(other.Order);

    /// <summary>The time: <c>0.123 s</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time.TotalSeconds:0.000} s");
}
