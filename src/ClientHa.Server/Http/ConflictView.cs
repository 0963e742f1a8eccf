using ClientHa.Core.Replication;

namespace ClientHa.Server.Http;

/// <summary>Two concurrent writes of one key, as the page shows them: the beginnings of both values; null for a deletion.</summary>
/// <param name="Time">When the one that won was written, by its writer's clock, in milliseconds since 1970.</param>
/// <param name="Id">Of this conflict and no other.</param>
internal sealed record ConflictView(string Id, string Key, long Time, string? Lost, string? Won, int LostSite, int WonSite)
{
    public static ConflictView Of(StoredConflict conflict) => new(
        $"{DocumentView.Print(conflict.Won.Version)}{DocumentView.Print(conflict.Lost.Version)}",
        conflict.Won.Key,
        Stamp.Milliseconds(conflict.Won.Version.Stamp),
        Preview(conflict.Lost),
        Preview(conflict.Won),
        conflict.LostReplica.Site,
        conflict.WonReplica.Site);

    private static string? Preview(StoredDocument document) => document.IsDeleted ? null : DocumentView.Line(document).Preview;
}
