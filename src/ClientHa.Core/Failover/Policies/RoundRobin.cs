using System.Collections.Immutable;

namespace ClientHa.Core.Failover.Policies;

/// <summary>
/// The next entry of a cycle that is shuffled anew each time. Unavailable sites are taken out before the shuffle: walking on
/// from a dead entry would give its neighbour a double share (npgsql/npgsql#4181).
/// </summary>
internal sealed class RoundRobin : SitePolicy
{
    public override int Pick(
        ulong candidates, ImmutableArray<int> order, ImmutableArray<int> entries, ulong seed, ulong ticket)
    {
        Span<byte> cycle = stackalloc byte[SiteList.MaxSites];
        int length = 0;
        foreach (int site in entries)
        {
            if ((candidates >> site & 1) != 0)
                cycle[length++] = (byte)site;
        }

        // Fisher and Yates from the front, no further than to the place that is asked for.
        int place = (int)(ticket % (ulong)length);
        Prng dice = new(Prng.Mix(seed ^ Prng.Mix(ticket / (ulong)length)));
        for (int i = 0; i <= place; i++)
        {
            dice = dice.Draw(out ulong drawn);
            int other = i + (int)(drawn % (ulong)(length - i));
            (cycle[i], cycle[other]) = (cycle[other], cycle[i]);
        }
        return cycle[place];
    }
}
