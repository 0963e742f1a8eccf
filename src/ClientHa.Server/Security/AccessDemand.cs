namespace ClientHa.Server.Security;

/// <summary>What a request wants with documents: one key, or all that begin so.</summary>
internal readonly record struct AccessDemand(string Text, bool IsWrite, bool IsPrefix)
{
    public static AccessDemand ToRead(string key) => new(key, IsWrite: false, IsPrefix: false);

    public static AccessDemand ToReadAll(string prefix) => new(prefix, IsWrite: false, IsPrefix: true);

    public static AccessDemand ToWrite(string key) => new(key, IsWrite: true, IsPrefix: false);

    /// <summary>Whether all of it begins so.</summary>
    public bool LiesIn(string prefix) => Text.StartsWith(prefix, StringComparison.Ordinal);
}
