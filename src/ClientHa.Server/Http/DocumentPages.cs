using ClientHa.Core.Replication;
using ClientHa.Server.Documents;
using ClientHa.Server.Hosting;
using ClientHa.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ClientHa.Server.Http;

/// <summary>
/// The documents on the status page, to be read and edited at every site. An edit is a write like any other, and says which version it
/// has seen: what somebody else has written meanwhile is not written over unseen.
/// </summary>
internal sealed class DocumentPages(ISite site) : IOperatorPages
{
    private const string Path = "/api/document";
    private const int PageSize = 100;
    private const int MaxConflicts = 20;
    private const int MaxPageBytes = 1024 * 1024;
    private const int BodyOverheadBytes = 64 * 1024;

    private readonly IReplicaAccess? access = site as IReplicaAccess;

    public IEnumerable<OperatorRoute> Routes =>
    [
        new(HttpMethods.Get, "/api/documents", OperatorRole.Reader, http => GuardAsync(http, ListAsync)),
        new(HttpMethods.Get, "/api/conflicts", OperatorRole.Reader, http => GuardAsync(http, ListConflictsAsync)),
        new(HttpMethods.Get, Path, OperatorRole.Reader, http => GuardAsync(http, GetAsync)),
        new(HttpMethods.Put, Path, OperatorRole.Editor, http => GuardAsync(http, PutAsync)),
        new(HttpMethods.Delete, Path, OperatorRole.Editor, http => GuardAsync(http, DeleteAsync)),
    ];

    private static async Task ListAsync(HttpContext http, IReplicaAccess access)
    {
        string prefix = http.Request.Query["prefix"].ToString();
        string after = http.Request.Query["after"].ToString();
        var page = await access.Open().AskAsync<ReplicaReply.Page>(
            call => new ReplicaInput.List(call, prefix, after.Length > 0 ? after : null, PageSize, MaxPageBytes), http.RequestAborted).ConfigureAwait(false);
        await Json.AnswerAsync(http, new { Documents = page.Documents.Select(DocumentView.Line), page.HasMore }).ConfigureAwait(false);
    }

    /// <summary>The newest; all of them has the command line.</summary>
    private static async Task ListConflictsAsync(HttpContext http, IReplicaAccess access)
    {
        var page = await access.Open().AskAsync<ReplicaReply.Conflicts>(
            call => new ReplicaInput.ListConflicts(call, "", null, MaxConflicts, MaxPageBytes), http.RequestAborted).ConfigureAwait(false);
        await Json.AnswerAsync(http, page.Items.Select(ConflictView.Of)).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext http, IReplicaAccess access)
    {
        string key = Key(http, access);
        var found = await access.Open().AskAsync<ReplicaReply.Found>(call => new ReplicaInput.Get(call, key), http.RequestAborted).ConfigureAwait(false);
        await (found.Document is { } document
            ? Json.AnswerAsync(http, DocumentView.Of(document))
            : PlainText.AnswerAsync(http, StatusCodes.Status404NotFound, "There is no such document any more.")).ConfigureAwait(false);
    }

    private static async Task PutAsync(HttpContext http, IReplicaAccess access)
    {
        DocumentEdit? edit = await Json.ReadAsync<DocumentEdit>(http).ConfigureAwait(false);
        if (edit is not { Text: { } text })
            throw new BadHttpRequestException("The body is no object with \"text\" and \"version\".");
        byte[] value = DocumentView.Encode(text);
        if (access.Limits.FaultOfValue(value.Length) is { } fault)
            throw new BadHttpRequestException(fault, StatusCodes.Status413PayloadTooLarge);
        await WriteAsync(http, access, OperationKind.Put, value, edit).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(HttpContext http, IReplicaAccess access)
    {
        DocumentEdit? edit = await Json.ReadAsync<DocumentEdit>(http).ConfigureAwait(false);
        if (edit is not { Version: not null })
            throw new BadHttpRequestException("The body is no object with \"version\".");
        await WriteAsync(http, access, OperationKind.Delete, default, edit).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext http, IReplicaAccess access, OperationKind kind, ReadOnlyMemory<byte> value, DocumentEdit edit)
    {
        WriteRequest request = new(
            kind, Key(http, access), value, access.NewId(), Stamp: 0, Restamped: false, Attempt: 0,
            new WriteCondition(edit.Version is { } version ? DocumentView.ParseVersion(version) : null));
        ReplicaReply.Written written = await access.WriteAsync(request, http.RequestAborted).ConfigureAwait(false);
        if (written.Outcome == WriteOutcome.Accepted)
            await Json.AnswerAsync(http, new { Version = DocumentView.Print(written.Result!.Version) }).ConfigureAwait(false);
        else if (written.Current is { IsDeleted: false } current)
            await Json.AnswerAsync(http, DocumentView.Of(current), StatusCodes.Status409Conflict).ConfigureAwait(false);
        else
            await PlainText.AnswerAsync(http, StatusCodes.Status404NotFound, "Somebody has deleted the document meanwhile.").ConfigureAwait(false);
    }

    private static string Key(HttpContext http, IReplicaAccess access)
    {
        string key = http.Request.Query["key"].ToString();
        return access.Limits.FaultOfKey(key) is { } fault ? throw new BadHttpRequestException(fault) : key;
    }

    /// <summary>What cannot be done is said in a line, which the page shows.</summary>
    private async Task GuardAsync(HttpContext http, Func<HttpContext, IReplicaAccess, Task> answer)
    {
        try
        {
            IReplicaAccess open = access ?? throw new WireException(WireStatusCode.Unavailable, "This site has no documents.");
            // Text in JSON takes up to twice the room, but for what nobody writes by hand.
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = (2L * open.Limits.MaxValueBytes) + BodyOverheadBytes;
            await answer(http, open).ConfigureAwait(false);
        }
        catch (BadHttpRequestException fault) when (!http.Response.HasStarted)
        {
            await PlainText.AnswerAsync(http, fault.StatusCode, fault.Message).ConfigureAwait(false);
        }
        catch (WireException fault) when (!http.Response.HasStarted)
        {
            int statusCode = fault.StatusCode == WireStatusCode.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest;
            await PlainText.AnswerAsync(http, statusCode, fault.Status.Detail).ConfigureAwait(false);
        }
    }
}
