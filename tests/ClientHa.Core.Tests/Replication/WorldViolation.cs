namespace ClientHa.Core.Tests.Replication;

/// <summary>Something happened in a world that must never happen.</summary>
internal sealed class WorldViolation(string message) : Exception(message)
{
    public static void Unless(bool holds, string message)
    {
        if (!holds)
            throw new WorldViolation(message);
    }
}
