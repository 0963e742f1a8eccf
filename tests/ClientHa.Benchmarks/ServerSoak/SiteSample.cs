using ClientHa.Benchmarks.Masters;
using ClientHa.Testing;

namespace ClientHa.Benchmarks.ServerSoak;

/// <summary>What a site takes of the machine at one moment.</summary>
/// <param name="ResidentBytes">Of memory; null while it does not run.</param>
internal readonly record struct SiteSample(long? ResidentBytes, long DiskBytes)
{
    public static SiteSample Take(HaSite site)
    {
        long disk = 0;
        foreach (FileInfo file in new DirectoryInfo(site.Directory).EnumerateFiles("*", SearchOption.AllDirectories))
            disk += Length(file);
        return new(site.IsRunning && site.ProcessId is { } process ? ResidentMemory.Of(process) : null, disk);
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // The log is cut while it is counted.
            return 0;
        }
    }
}
