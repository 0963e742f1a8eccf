using System.Diagnostics;

namespace ClientHa.Benchmarks.Load;

/// <summary>What this process holds at one moment, on Linux.</summary>
/// <param name="HeapBytes">Live objects, after a full collection.</param>
/// <param name="NativeBytes">Memory of the process that is not the collector's.</param>
/// <param name="Handles">Open files, sockets among them.</param>
/// <param name="Threads">Those of the thread pool, which come and go, left out.</param>
internal readonly record struct ProcessFigures(long HeapBytes, long NativeBytes, int Handles, int Sockets, int Threads, long Timers)
{
    public static ProcessFigures Take()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using Process self = Process.GetCurrentProcess();
        FileSystemInfo[] handles = new DirectoryInfo("/proc/self/fd").GetFileSystemInfos();
        return new(
            GC.GetTotalMemory(forceFullCollection: true),
            self.WorkingSet64 - GC.GetGCMemoryInfo().TotalCommittedBytes,
            handles.Length,
            handles.Count(static handle => handle.LinkTarget is { } target && target.StartsWith("socket:", StringComparison.Ordinal)),
            Math.Max(0, self.Threads.Count - ThreadPool.ThreadCount),
            Timer.ActiveCount);
    }
}
