"""testing.proto's service on the official gRPC. Prints its port; ends when its standard input does."""

import collections
import concurrent.futures
import sys
import threading

import grpc

from payload import SERVICE, Payload

events = collections.defaultdict(threading.Event)
events_lock = threading.Lock()


def event(name):
    with events_lock:
        return events[name]


def echo_metadata(context):
    metadata = context.invocation_metadata()
    context.send_initial_metadata([entry for entry in metadata if entry[0].startswith("x-initial")])
    trailers = [entry for entry in metadata if entry[0].startswith("x-trailing")]
    for name, value in metadata:
        if name == "x-twice-bin":
            trailers += [("x-trailing-twice-bin", value), ("x-trailing-twice-bin", value + value)]
    context.set_trailing_metadata(trailers)


def echo(request, context):
    echo_metadata(context)
    return request


def count(request, context):
    for number in range(request.number):
        yield Payload(body=request.body, number=number)
    if request.text:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, request.text)


def sum_up(requests, context):
    total = Payload()
    for request in requests:
        total.number += request.number
        total.text += request.text
    return total


def ping_pong(requests, context):
    echo_metadata(context)
    yield from requests


def fail(request, context):
    context.set_trailing_metadata([("x-trailing-reason-bin", request.body)])
    code = next(code for code in grpc.StatusCode if code.value[0] == request.number)
    context.abort(code, request.text)


def sleep(request, context):
    cancelled = event(request.text + " cancelled")
    context.add_callback(cancelled.set)
    event(request.text + " started").set()
    cancelled.wait()
    return request


def forever(request, context):
    context.add_callback(event(request.text + " cancelled").set)
    number = 0
    while context.is_active():
        yield Payload(body=request.body, number=number)
        number += 1


def wait_for(request, context):
    event(request.text).wait(timeout=context.time_remaining())
    return Payload()


def method(make, behaviour):
    return make(behaviour, request_deserializer=Payload.decode, response_serializer=Payload.encode)


server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=64))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {
    "Echo": method(grpc.unary_unary_rpc_method_handler, echo),
    "Count": method(grpc.unary_stream_rpc_method_handler, count),
    "Sum": method(grpc.stream_unary_rpc_method_handler, sum_up),
    "PingPong": method(grpc.stream_stream_rpc_method_handler, ping_pong),
    "Fail": method(grpc.unary_unary_rpc_method_handler, fail),
    "Sleep": method(grpc.unary_unary_rpc_method_handler, sleep),
    "Forever": method(grpc.unary_stream_rpc_method_handler, forever),
    "Await": method(grpc.unary_unary_rpc_method_handler, wait_for),
}),))
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
sys.stdin.read()
server.stop(None)
