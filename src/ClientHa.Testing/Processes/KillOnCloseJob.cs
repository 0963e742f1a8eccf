using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ClientHa.Testing.Processes;

/// <summary>
/// What the <see cref="Keeper"/> is on Unix: a job object, of which only we hold a handle, and whose processes Windows ends when
/// the last handle is closed, however we went.
/// </summary>
/// <remarks>Written by the documentation of Windows' job objects; it was not run, for want of a Windows.</remarks>
[SupportedOSPlatform("windows")]
internal sealed partial class KillOnCloseJob
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnJobClose = 0x2000;

    private static readonly Lazy<KillOnCloseJob> Shared = new(() => new KillOnCloseJob());

    private readonly SafeFileHandle job;

    private KillOnCloseJob()
    {
        job = CreateJobObject(0, 0);
        ExtendedLimits limits = new() { Flags = KillOnJobClose };
        if (job.IsInvalid || !SetInformationJobObject(job, ExtendedLimitInformation, in limits, Marshal.SizeOf<ExtendedLimits>()))
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public static KillOnCloseJob Instance => Shared.Value;

    /// <summary>From now on the process dies with us. A process that has ended already needs nothing.</summary>
    public void Add(Process process)
    {
        if (!AssignProcessToJobObject(job, process.SafeHandle) && !process.HasExited)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeFileHandle CreateJobObject(nint security, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(SafeFileHandle job, int kind, in ExtendedLimits limits, int bytes);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeFileHandle job, SafeProcessHandle process);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION: a basic part, six counters, four sizes. Only the flags are of interest.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        public long ProcessTime, JobTime;
        public uint Flags;
        public nuint MinimumWorkingSet, MaximumWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint Priority, Scheduling;
        public ulong ReadOperations, WriteOperations, OtherOperations, ReadBytes, WriteBytes, OtherBytes;
        public nuint ProcessMemory, JobMemory, PeakProcessMemory, PeakJobMemory;
    }
}
