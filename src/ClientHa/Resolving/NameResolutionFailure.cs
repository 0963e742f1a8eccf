namespace ClientHa.Resolving;

/// <summary>Why a name has no addresses. Only a definite "no" may shorten a list of sites.</summary>
internal enum NameResolutionFailure
{
    /// <summary>No name server that was asked gave a usable answer in time: the name may well exist.</summary>
    Unanswered,

    /// <summary>Definite: the name does not exist (NXDOMAIN), has no address (NODATA), or cannot stand in DNS at all.</summary>
    NoSuchName,
}
