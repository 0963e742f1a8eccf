namespace ClientHa.Benchmarks.Compare;

/// <summary>What other programs are given, beside this one.</summary>
internal static class PeerFile
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Compare", "Peers", name);
}
