using System.Net;
using System.Text;
using ClientHa.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KillASite;

/// <summary>A gRPC service as any application has one: it knows nothing of other sites, and nothing of failover.</summary>
internal sealed class ClinicSite(int number, FileStream executions)
{
    public const string Ready = "listening";

    public static async Task<int> RunAsync(int number, IPEndPoint endPoint, string executionsFile)
    {
        await using FileStream executions = new(executionsFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        ClinicSite site = new(number, executions);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenWire(endPoint));
        await using WebApplication app = builder.Build();
        app.MapWireService(ClinicReflection.Descriptor.Services[0], service => service
            .Unary<Question, Answer>("Find", (question, _) => Task.FromResult(site.Answer()))
            .Unary<Question, Answer>("Book", (question, _) => Task.FromResult(site.Execute(question.Id)))
            .ServerStreaming<Question, Answer>("Follow", site.FollowAsync)
            .ClientStreaming<Question, Answer>("Dictate", site.DictateAsync));
        await app.StartAsync();
        Console.WriteLine(Ready);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private async Task FollowAsync(Question question, WireWriter<Answer> answers, WireContext context)
    {
        for (int i = question.First; i <= ClinicClient.FollowedAnswers; i++)
        {
            await answers.WriteAsync(Answer(i));
            await Task.Delay(ClinicClient.Pause, context.CancellationToken);
        }
    }

    private async Task<Answer> DictateAsync(WireReader<Question> sentences, WireContext context)
    {
        string? id = null;
        await foreach (Question sentence in sentences)
            id ??= sentence.Id;
        return id is null ? Answer() : Execute(id);
    }

    /// <summary>Writes down that a call was executed, before it is answered: the file outlives a killed site.</summary>
    private Answer Execute(string id)
    {
        lock (executions)
        {
            executions.Write(Encoding.UTF8.GetBytes(id + '\n'));
            executions.Flush();
        }
        return Answer();
    }

    private Answer Answer(int answer = 0) => new() { Site = number, Number = answer };
}
