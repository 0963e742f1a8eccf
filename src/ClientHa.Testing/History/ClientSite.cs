namespace ClientHa.Testing.History;

/// <summary>A site as one client knows it.</summary>
/// <param name="Client">The client's number.</param>
/// <param name="Name">The host and port.</param>
/// <param name="Number">The number of the cluster's site; null for another server.</param>
internal readonly record struct ClientSite(int Client, string Name, int? Number)
{
    public override string ToString() => Number is { } number ? $"site {number}" : Name;
}
