namespace ClientHa.Samples;

internal static class FaultWords
{
    public static string Sentence(this Fault fault, string site) => fault switch
    {
        Fault.Kill => $"SIGKILL to {site}",
        Fault.Stop => $"SIGTERM to {site}",
        _ => $"SIGSTOP to {site}",
    };

    public static string Adjective(this Fault fault) => fault switch
    {
        Fault.Kill => "killed",
        Fault.Stop => "stopped",
        _ => "frozen",
    };
}
