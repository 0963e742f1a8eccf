using System.Net;
using ClientHa.Server.Hosting;

namespace ClientHa.Server.Security;

/// <summary>Checks the options of security, and that a site which others can reach has what keeps strangers out.</summary>
internal static class SecurityReader
{
    public static SecurityPlan Read(HaServerOptions options, IEnumerable<IPEndPoint> endPoints, bool hasPeers, Findings findings)
    {
        ServerTlsPlan? tls = ServerTlsReader.Read(options.Tls, findings);
        SecurityPlan plan = new(tls, AccessReader.Read(options.Access, tls, findings), options.Insecure);
        string[] far = [.. endPoints.Where(endPoint => !IPAddress.IsLoopback(endPoint.Address)).Select(endPoint => endPoint.ToString()).Distinct()];
        if (far.Length > 0)
            Judge(plan, options.Tls?.CertificateFile, string.Join(" and ", far), hasPeers, findings);
        return plan;
    }

    private static void Judge(SecurityPlan plan, string? certificateFile, string far, bool hasPeers, Findings findings)
    {
        List<string> missing = [];
        if (string.IsNullOrEmpty(certificateFile))
            missing.Add("Tls:CertificateFile, without which everything goes over the line in clear");
        if (hasPeers && (plan.Tls is null || plan.Tls.PeerCaFile is null))
            missing.Add("Tls:PeerCaFile, by which sites know each other");
        if (plan.IsOpenToClients)
            missing.Add("Access:TokensFile or Tls:ClientCaFile, by which clients are known");
        if (missing.Count == 0)
            return;
        if (plan.IsInsecure)
        {
            findings.Note($"{far} can be reached from beyond this machine and is insecure, as was asked for: anyone who reaches it can " +
                "read and write, so let only the sites and their clients reach it");
        }
        else
        {
            findings.Fail($"{far} can be reached from beyond this machine, and there is missing: {string.Join("; ", missing)}. 'clientha init' " +
                "makes all of it; or say --insecure, if the network lets only the sites and their clients reach it");
        }
    }
}
