namespace ClientHa.Resolving;

/// <summary>What is known of a name that was looked up.</summary>
internal enum Existence
{
    /// <summary>Nobody said anything usable: it may well exist.</summary>
    Unknown,

    Exists,

    /// <summary>Definite: see <see cref="NameResolutionFailure.NoSuchName"/>.</summary>
    Missing,
}
