namespace ClientHa.Testing.Processes;

/// <summary>Sees in /proc whether a process is frozen.</summary>
internal static class ProcessState
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    public static async Task WaitAsync(int processId, bool isFrozen, CancellationToken cancellationToken)
    {
        // No call waits for a stop without taking part in the runtime's own waiting for children, so this one looks.
        while (Directory.Exists($"/proc/{processId}/task") && !IsAs(processId, isFrozen))
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A signal reaches the threads one after the other: frozen means all, and thawed means none.</summary>
    private static bool IsAs(int processId, bool isFrozen)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task").All(thread => IsStopped(thread) == isFrozen);
        }
        catch (IOException)
        {
            return false; // A thread ended while we looked.
        }
    }

    /// <summary>The state is the first letter behind the name, which stands in brackets and may hold any character.</summary>
    private static bool IsStopped(string thread)
    {
        string stat = File.ReadAllText(Path.Combine(thread, "stat"));
        return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart() is ['T', ..];
    }
}
