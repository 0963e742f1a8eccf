using System.Globalization;

namespace ClientHa.Benchmarks.Masters;

/// <summary>What a process holds of the machine's memory, on Linux.</summary>
internal static class ResidentMemory
{
    /// <summary>Bytes; null where the process has ended.</summary>
    public static long? Of(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(':', 'k')[1].Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
