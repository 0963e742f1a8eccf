namespace ClientHa.Server.Http;

/// <summary>Some of what can be asked at the operators' port.</summary>
internal interface IOperatorPages
{
    IEnumerable<OperatorRoute> Routes { get; }
}
