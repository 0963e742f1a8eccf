namespace ClientHa.Testing;

/// <summary>Which way a fault of the network works.</summary>
public enum HaDirection
{
    /// <summary>Both ways.</summary>
    Both,

    /// <summary>What clients send does not come well to the site.</summary>
    ToSite,

    /// <summary>What the site sends does not come well to its clients.</summary>
    FromSite,
}
