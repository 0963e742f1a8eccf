namespace ClientHa.Configuration;

/// <summary>Where a client's own order of the sites comes from.</summary>
internal enum FirstChoiceKind
{
    /// <summary>Drawn with a seed that is the same after a restart.</summary>
    Stable,

    /// <summary>Drawn with a seed of this start.</summary>
    Random,

    /// <summary>The list's own order.</summary>
    Ordered,

    /// <summary>The sites that are connected to fastest stand first, among themselves as in <see cref="Stable"/>.</summary>
    Nearest,

    /// <summary>One site stands first; the others follow as in <see cref="Stable"/>.</summary>
    Site,
}
