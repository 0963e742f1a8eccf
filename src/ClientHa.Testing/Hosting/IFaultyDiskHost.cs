using ClientHa.Testing.Disk;

namespace ClientHa.Testing.Hosting;

/// <summary>A site whose disk can be faulty. What is set holds over its restarts.</summary>
internal interface IFaultyDiskHost
{
    /// <summary>Sets these faults in the place of those before; ends when they are in force, or the site is gone.</summary>
    Task SetDiskAsync(DiskFaults faults);
}
