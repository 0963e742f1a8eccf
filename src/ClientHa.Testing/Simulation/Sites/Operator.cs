using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>
/// Who reads what sites say, and does what it says: starts a site whose disk was rolled back with an empty directory, and says that an
/// earlier life of a site will not come back.
/// </summary>
internal sealed class Operator(World world)
{
    private readonly Dice dice = world.Dice("operator");
    private bool isComing;

    /// <summary>A site has stopped because its disk was rolled back.</summary>
    public void Called(SimSite site)
    {
        SimulationViolation.Unless(
            world.Ledger.IsToBeWiped(site), "a site stops only for a reason", $"{site} says that its disk was rolled back, or that it was retired, which it wasn't");
        Come();
    }

    /// <summary>A site refuses another one, or its history or state contradicts its own.</summary>
    /// <param name="peer">The other one. Its last word may come when its disk is gone already, with the life that it held.</param>
    public void Hears(SimSite site, ReplicaId peer, string reason)
    {
        if (reason.EndsWith(Peers.SiteLinks.SameNumber, StringComparison.Ordinal) || reason.EndsWith(Peers.SiteLinks.NotReturned, StringComparison.Ordinal))
            return;
        if (reason.Contains("clientha sites replace", StringComparison.Ordinal))
        {
            // Said to the new life; the site that has the old one in its books says it, too.
            if (reason.StartsWith("the peer says", StringComparison.Ordinal))
                return;
            world.Agenda.After(dice.Seconds(3, 10), () => Replace(site, peer.Site));
            return;
        }
        // A hello by what a rolled-back disk held may be refused, and what that lacks the site may have from another one meanwhile.
        bool hasReturned = world.Ledger.HasReturned(peer) || (site.Disk.Image.Meta is { } own && world.Ledger.HasReturned(own.Replica));
        SimulationViolation.Unless(
            hasReturned || world.Sites.Any(world.Ledger.IsToBeWiped) || world.Sites[peer.Site].Disk.Image.Meta?.Replica != peer,
            "sites of one cluster get on with each other", $"{site} takes nothing from replica {peer}: {reason}");
        Come();
    }

    /// <summary>All lives of the number but the one that its disk holds now.</summary>
    private void Replace(SimSite site, int number)
    {
        if (!site.IsServing || site.Process is not { } process)
            return;
        ReplicaId? now = world.Sites[number].Disk.Image.Meta?.Replica;
        ReplicaId[] gone = [.. process.Replica.Roster.Known.Where(replica => replica.Site == number && replica != now)];
        process.Loop.Post(new ReplicaInput.Retire((Action<ReplicaReply>)(_ => { }), gone));
    }

    private void Come()
    {
        if (isComing)
            return;
        isComing = true;
        world.Agenda.After(dice.Seconds(3, 10), Wipe);
    }

    private void Wipe()
    {
        isComing = false;
        foreach (SimSite site in world.Sites)
        {
            if (!world.Ledger.IsToBeWiped(site))
                continue;
            site.Wipe("its disk was rolled back, or holds what a rolled-back one gave it");
        }
    }
}
