namespace ClientHa.Server.Tests.Log.Hosted;

/// <summary>A test that needs a <see cref="SmallDisk"/>. The same rules are tested everywhere with a disk that says it is full.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.IsPossible) Skip = "This machine does not let us mount a disk in memory for one process.";
    }
}
