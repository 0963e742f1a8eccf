using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>One thing that can be asked at the operators' port.</summary>
/// <param name="Method">GET answers HEAD, too.</param>
/// <param name="Path">Exactly.</param>
/// <param name="Role">Who may; null: everybody, without credentials.</param>
/// <param name="AnswerAsync">Answers.</param>
internal sealed record OperatorRoute(string Method, string Path, OperatorRole? Role, Func<HttpContext, Task> AnswerAsync)
{
    public bool IsWriting => !HttpMethods.IsGet(Method);

    public bool Takes(string method) => Method == method || (HttpMethods.IsGet(Method) && HttpMethods.IsHead(method));
}
