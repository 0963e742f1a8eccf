using ClientHa.Server.Wire;

namespace ClientHa.Integration.Site;

/// <summary>Serves sites.proto.</summary>
internal sealed class SitesService(int number, ExecutionLog executions)
{
    private readonly Answer answer = new() { Site = number };

    public void Bind(WireServiceBuilder service) => service
        .Unary<Question, Answer>("WhoAmI", AnswerAsync)
        .Unary<Question, Answer>("Increment", IncrementAsync)
        .ServerStreaming<Question, Answer>("Watch", WatchAsync);

    private async Task<Answer> IncrementAsync(Question question, WireContext context)
    {
        executions.Add(question.Id);

        // The end of a site then mostly finds calls that were executed and not answered.
        await Task.Delay(TimeSpan.FromMilliseconds(5), context.CancellationToken);
        return await AnswerAsync(question, context);
    }

    private async Task<Answer> AnswerAsync(Question question, WireContext context)
    {
        if (question.Holds)
        {
            Console.WriteLine($"holding {question.Id}");
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }

        return answer;
    }

    private async Task WatchAsync(Question question, WireWriter<Answer> writer, WireContext context)
    {
        await writer.WriteAsync(answer);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
    }
}
