using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ClientHa.Server.Security.Setup;

/// <summary>
/// Whose a file is. An operator who changes a site's file as root must not take it away from the site's own user: a token that was taken
/// out of a file that the site cannot read any more would go on being good.
/// </summary>
internal static partial class FileOwner
{
    private const int CurrentDirectory = -100;
    private const uint Owner = 0x08;
    private const uint Group = 0x10;

    /// <summary>Gives a new file to whom the one belongs that it is to replace, or the directory where there is none. Only root can.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public static void Inherit(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return;
        string known = File.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        Facts facts = default;
        if (Statx(CurrentDirectory, known, 0, Owner | Group, ref facts) != 0
            || ((facts.Owner, facts.Group) != default && ChangeOwner(file, facts.Owner, facts.Group) != 0))
            throw new IOException($"{path} cannot be given to its owner: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref Facts facts);

    /// <summary>By the open file and not by its name, under which somebody may have put another one.</summary>
    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(SafeFileHandle file, uint owner, uint group);

    /// <summary>The same on every machine: see statx(2).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Facts
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;
    }
}
