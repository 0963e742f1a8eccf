namespace ClientHa.Services;

/// <summary>Where a watch begins, and what a program wants to know of it beside the changes.</summary>
/// <remarks>
/// The callbacks come while the watch is asked for its next change, on that thread and in the order of the changes: never two at
/// once, and never after the enumeration's end. What they throw ends the watch.
/// </remarks>
public sealed class WatchOptions
{
    /// <summary>
    /// What has been seen already, from any site. Default: nothing, so that the watch begins with all documents that there are.
    /// </summary>
    public WatchCursor? Cursor { get; set; }

    /// <summary>Begin with what happens from now on. Cannot stand beside <see cref="Cursor"/>. Default: false.</summary>
    public bool FromNow { get; set; }

    /// <summary>
    /// Called with a new cursor when all that it covers has been taken, also where nothing of it was in the watched prefix; and
    /// once at the start, when the first site has answered.
    /// </summary>
    public Action<WatchCursor>? CursorMoved { get; set; }

    /// <summary>
    /// Called when the stream broke off, with the reason. The watch goes on by itself, at the next site if need be.
    /// </summary>
    public Action<HaCallException>? Interrupted { get; set; }

    /// <summary>
    /// Called after a reset, with the keys of all documents that exist: the sites' log no longer reached back to the cursor, and the
    /// whole state came in place of single changes. The watch has delivered what differs from what it had delivered before; of a
    /// program's older state, from before the watch began, what is not among the keys is to be removed.
    /// </summary>
    public Action<IReadOnlySet<string>>? ResetCompleted { get; set; }

    internal static WatchOptions Check(WatchOptions? options)
    {
        options ??= new WatchOptions();
        if (options.FromNow && options.Cursor is not null)
            throw new ArgumentException("Cursor and FromNow cannot stand beside each other: leave one of them out.", nameof(options));
        return options;
    }
}
