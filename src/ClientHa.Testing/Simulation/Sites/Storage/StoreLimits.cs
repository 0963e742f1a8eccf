namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>When a site's log is cut: small, so that it happens often.</summary>
/// <param name="SegmentRecords">The size of a file of the log.</param>
/// <param name="RecordsPerSnapshot">The log grows by so much until a snapshot is written.</param>
/// <param name="RetainedRecords">What peers and watches that were away can still be told operation by operation.</param>
/// <param name="CheckpointInterval">Where in the log readers begin is noted so often.</param>
internal sealed record StoreLimits(int SegmentRecords, int RecordsPerSnapshot, int RetainedRecords, int CheckpointInterval)
{
    public static StoreLimits Draw(Dice dice)
    {
        int segment = dice.Pick([3, 6, 12, 48, 200]);
        return new(segment, segment * dice.Between(2, 6), segment * dice.Between(0, 3), dice.Between(4, 40));
    }
}
