using ClientHa.Server.Keeping;
using ClientHa.Server.Log;
using ClientHa.V1;
using Google.Protobuf;
using Xunit.Abstractions;

namespace ClientHa.Server.Tests.Security;

/// <summary>Backups that somebody has made up: whole files with right checksums, and anything at all in them.</summary>
public sealed class BackupFuzzTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-fuzz-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_backup_is_restored_or_refused_by_its_name()
    {
        output.WriteLine($"CLIENTHA_FUZZ_SEED={FuzzDice.Seed}");
        FuzzDice dice = new(FuzzDice.Seed);
        int restored = 0;
        for (int round = 0; round < FuzzDice.Rounds(150); round++)
        {
            DirectoryInfo directory = folder.CreateSubdirectory($"backup{round}");
            new SnapshotFiles(directory.FullName).Write(1, writer =>
            {
                for (int count = dice.Next(3); count > 0; count--)
                    writer.Add(dice.Spoil(Part(dice).ToByteArray()) is { Length: > 0 } part ? part : [1]);
                writer.Add(new LogRecord { StateEnd = dice.OneIn(3) ? dice.Fill(new SnapshotBegin()) : new SnapshotBegin() }.ToByteArray());
            });
            string file = directory.GetFiles().Single().FullName;
            try
            {
                Restoration.Run(Backup.Check(file), Path.Combine(directory.FullName, "data"), 0, 1);
                restored++;
            }
            catch (BackupDamagedException refusal)
            {
                Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("data directory", refusal.Message, StringComparison.Ordinal);
            }
            directory.Delete(recursive: true);
        }
        Assert.InRange(restored, 1, int.MaxValue);
    }

    private static LogRecord Part(FuzzDice dice) => dice.OneIn(2)
        ? dice.Fill(new LogRecord())
        : new LogRecord { StatePart = new SnapshotPart { Documents = { dice.Fill(new StoredDocument()) }, Conflicts = { dice.Fill(new StoredConflict()) } } };
}
