// A stand-in for Grpc.Net.Client and for the code that Grpc.Tools generates, as far as the documents use them: the snippets
// must compile without a package that not every machine can restore. Signatures are those of Grpc.Net.Client 2.x.

using System.Runtime.CompilerServices;

namespace Grpc.Core
{
    public enum StatusCode
    {
        OK = 0, Cancelled = 1, Unknown = 2, InvalidArgument = 3, DeadlineExceeded = 4, NotFound = 5, AlreadyExists = 6,
        PermissionDenied = 7, ResourceExhausted = 8, FailedPrecondition = 9, Aborted = 10, OutOfRange = 11, Unimplemented = 12,
        Internal = 13, Unavailable = 14, DataLoss = 15, Unauthenticated = 16,
    }

    public struct Status(StatusCode statusCode, string detail)
    {
        public StatusCode StatusCode => statusCode;
        public string Detail => detail;
    }

    public class RpcException(Status status) : Exception(status.Detail)
    {
        public Status Status => status;
        public StatusCode StatusCode => status.StatusCode;
        public Metadata Trailers { get; } = new();
    }

    public sealed class Metadata : List<KeyValuePair<string, string>>
    {
        public void Add(string key, string value) => Add(new(key, value));
    }

    public abstract class ChannelBase;

    public interface IAsyncStreamReader<out T>
    {
        T Current { get; }
        Task<bool> MoveNext(CancellationToken cancellationToken);
    }

    public static class AsyncStreamReaderExtensions
    {
        public static async IAsyncEnumerable<T> ReadAllAsync<T>(
            this IAsyncStreamReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            while (await reader.MoveNext(cancellationToken))
                yield return reader.Current;
        }
    }

    public sealed class AsyncUnaryCall<T> : IDisposable
    {
        public Task<T> ResponseAsync => throw new NotSupportedException();
        public TaskAwaiter<T> GetAwaiter() => ResponseAsync.GetAwaiter();
        public void Dispose() { }
    }

    public sealed class AsyncServerStreamingCall<T> : IDisposable
    {
        public IAsyncStreamReader<T> ResponseStream => throw new NotSupportedException();
        public void Dispose() { }
    }
}

namespace Grpc.Net.Client
{
    public sealed class GrpcChannelOptions
    {
        public HttpMessageHandler? HttpHandler { get; set; }
        public HttpClient? HttpClient { get; set; }
        public bool DisposeHttpClient { get; set; }
    }

    public sealed class GrpcChannel : Grpc.Core.ChannelBase, IDisposable
    {
        public static GrpcChannel ForAddress(string address) => new();
        public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => new();
        public static GrpcChannel ForAddress(Uri address) => new();
        public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions) => new();
        public void Dispose() { }
    }
}

public sealed class GetPatientRequest
{
    public string Id { get; set; } = "";
}

public sealed class Patient
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
}

/// <summary>What is generated for: service Clinic { rpc GetPatient(GetPatientRequest) returns (Patient); … }</summary>
public static class Clinic
{
    public class ClinicClient(Grpc.Core.ChannelBase channel)
    {
        public Grpc.Core.ChannelBase Channel => channel;

        public virtual Patient GetPatient(
            GetPatientRequest request, Grpc.Core.Metadata? headers = null, DateTime? deadline = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Grpc.Core.AsyncUnaryCall<Patient> GetPatientAsync(
            GetPatientRequest request, Grpc.Core.Metadata? headers = null, DateTime? deadline = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Grpc.Core.AsyncUnaryCall<Patient> UpdatePatientAsync(
            Patient request, Grpc.Core.Metadata? headers = null, DateTime? deadline = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Grpc.Core.AsyncServerStreamingCall<Patient> WatchPatients(
            GetPatientRequest request, Grpc.Core.Metadata? headers = null, DateTime? deadline = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
