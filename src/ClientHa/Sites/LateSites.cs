namespace ClientHa.Sites;

/// <summary>Which sites were not ready in time. Each call asks, and mostly none is: then that is one look at a number.</summary>
internal sealed class LateSites(SiteDirectory directory)
{
    private int findings;

    /// <summary>The late sites and their aliases, as bits.</summary>
    public ulong Bits
    {
        get
        {
            int seen = Volatile.Read(ref findings);
            if (seen == 0)
                return 0;
            ulong late = 0;
            foreach (Site site in directory.Sites)
            {
                if (site.IsLate)
                    late |= directory.Aliases(site);
            }
            if (late == 0)
                Interlocked.CompareExchange(ref findings, 0, seen);
            return late;
        }
    }

    public void Found() => Interlocked.Increment(ref findings);
}
