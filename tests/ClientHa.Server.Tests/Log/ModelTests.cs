using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Server.Tests.Log;

/// <summary>Any history of appends, syncs, crashes, compactions and reads is that of a list.</summary>
public sealed class ModelTests
{
    [Fact]
    public void A_log_is_a_list_whatever_happens() =>
        Prop.ForAll(Histories, history =>
        {
            using var run = new ModelRun();
            foreach (ModelStep step in history) run.Do(step);
            run.Do(new ModelStep(ModelStepKind.Crash, 0));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static Arbitrary<ModelStep[]> Histories { get; } = Arb.From(Gen.ArrayOf(
        from kind in Gen.Frequency(
            (6, Gen.Constant(ModelStepKind.Append)), (5, Gen.Constant(ModelStepKind.Sync)), (1, Gen.Constant(ModelStepKind.Crash)),
            (1, Gen.Constant(ModelStepKind.TornCrash)), (1, Gen.Constant(ModelStepKind.RefusedWrite)), (1, Gen.Constant(ModelStepKind.Compact)),
            (2, Gen.Constant(ModelStepKind.Read)), (1, Gen.Constant(ModelStepKind.FullDisk)))
        from number in Gen.Choose(0, 100_000)
        select new ModelStep(kind, number)));
}
