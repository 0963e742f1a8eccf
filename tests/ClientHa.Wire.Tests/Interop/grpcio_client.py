"""Calls testing.proto's service with the official gRPC. Takes the names of cases by lines, and answers each with "ok" or why not."""

import queue
import sys
import traceback
import uuid

import grpc

from payload import SERVICE, Payload

GUARD = 60  # seconds; only against hanging for ever
WEIRD_TEXT = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
EVERY_BYTE = bytes(range(256))

cases = {}
channel = grpc.insecure_channel(sys.argv[1], options=[("grpc.max_receive_message_length", -1)])


def case(function):
    cases[function.__name__] = function
    return function


def method(make, name, service=SERVICE):
    return make("/%s/%s" % (service, name), request_serializer=Payload.encode, response_deserializer=Payload.decode)


echo = method(channel.unary_unary, "Echo")
fail = method(channel.unary_unary, "Fail")
sleep = method(channel.unary_unary, "Sleep")
await_event = method(channel.unary_unary, "Await")
count = method(channel.unary_stream, "Count")
forever = method(channel.unary_stream, "Forever")
sum_up = method(channel.stream_unary, "Sum")
ping_pong = method(channel.stream_stream, "PingPong")


def equal(expected, actual):
    if expected != actual:
        raise AssertionError("expected %r, not %r" % (expected, actual))


def fails(code, function):
    try:
        function()
    except grpc.RpcError as error:
        equal(code, error.code())
        return error
    raise AssertionError("expected %s, not success" % code)


@case
def empty_unary():
    equal(Payload(), echo(Payload(), timeout=GUARD))


@case
def large_unary():
    request = Payload(EVERY_BYTE * 4096, "\u263a", -1)
    equal(request, echo(request, timeout=GUARD))


@case
def client_streaming():
    requests = (Payload(bytes(number * 1000), "x", number) for number in range(1, 101))
    equal(Payload(text="x" * 100, number=5050), sum_up(requests, timeout=GUARD))


@case
def empty_client_streaming():
    equal(Payload(), sum_up(iter(()), timeout=GUARD))


@case
def server_streaming():
    responses = count(Payload(bytes(30000), number=100), timeout=GUARD)
    equal(list(range(100)), [response.number for response in responses])


@case
def empty_server_streaming():
    equal([], list(count(Payload(), timeout=GUARD)))


@case
def failing_server_streaming():
    responses, received = count(Payload(text=WEIRD_TEXT, number=3), timeout=GUARD), []
    error = fails(grpc.StatusCode.FAILED_PRECONDITION, lambda: received.extend(response.number for response in responses))
    equal(WEIRD_TEXT, error.details())
    equal(3, len(list(count(Payload(number=3), timeout=GUARD))))


@case
def ping_pong_in_turns():
    pings = queue.Queue()
    pongs = ping_pong(iter(pings.get, None), timeout=GUARD)
    for size in (0, 1, 27182, 8, 1828, 100000):
        ping = Payload(bytes(size), number=size)
        pings.put(ping)
        equal(ping, next(pongs))
    pings.put(None)
    equal([], list(pongs))


@case
def empty_stream():
    equal([], list(ping_pong(iter(()), timeout=GUARD)))


@case
def custom_metadata():
    sent = [("x-initial", "one value"), ("x-trailing-bin", EVERY_BYTE), ("x-trailing-empty-bin", b""), ("x-twice-bin", b"\0\xff"),
            ("x-trailing-several-bin", b""), ("x-trailing-several-bin", b"a"), ("x-trailing-several-bin", b"ab")]
    _, call = echo.with_call(Payload(), metadata=sent, timeout=GUARD)
    check_metadata(call)

    call = ping_pong(iter((Payload(),)), metadata=sent, timeout=GUARD)
    equal(1, len(list(call)))
    check_metadata(call)


def check_metadata(call):
    equal([("x-initial", "one value")], [entry for entry in call.initial_metadata() if entry[0].startswith("x-")])
    equal(
        [("x-trailing-bin", EVERY_BYTE), ("x-trailing-empty-bin", b""), ("x-trailing-several-bin", b""),
         ("x-trailing-several-bin", b"a"), ("x-trailing-several-bin", b"ab"), ("x-trailing-twice-bin", b"\0\xff"),
         ("x-trailing-twice-bin", b"\0\xff\0\xff")],
        sorted(entry for entry in call.trailing_metadata() if entry[0].startswith("x-")))


@case
def status_codes():
    for code in grpc.StatusCode:
        if code is grpc.StatusCode.OK:
            continue
        error = fails(code, lambda: fail(Payload(b"why", "status %s" % code.name, code.value[0]), timeout=GUARD))
        equal("status %s" % code.name, error.details())
        equal([("x-trailing-reason-bin", b"why")], [entry for entry in error.trailing_metadata() if entry[0].startswith("x-")])


@case
def status_message():
    for message in ("", "100 % of %41 is %", WEIRD_TEXT):
        equal(message, fails(grpc.StatusCode.UNKNOWN, lambda: fail(Payload(text=message, number=2), timeout=GUARD)).details())


@case
def unimplemented_method():
    not_bound = method(channel.unary_unary, "NotBound")
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: not_bound(Payload(), timeout=GUARD))


@case
def unimplemented_service():
    absent = method(channel.unary_unary, "Echo", "clientha.wire.testing.Absent")
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: absent(Payload(), timeout=GUARD))


@case
def cancel_after_begin():
    name = str(uuid.uuid4())
    call = sleep.future(Payload(text=name))
    await_event(Payload(text=name + " started"), timeout=GUARD)
    call.cancel()
    equal(grpc.StatusCode.CANCELLED, call.code())
    await_event(Payload(text=name + " cancelled"), timeout=GUARD)


@case
def cancel_after_first_response():
    name = str(uuid.uuid4())
    call = forever(Payload(bytes(1000), name))
    equal(0, next(call).number)
    call.cancel()
    fails(grpc.StatusCode.CANCELLED, lambda: list(call))
    await_event(Payload(text=name + " cancelled"), timeout=GUARD)


@case
def timeout_on_sleeping_server():
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: sleep(Payload(text=str(uuid.uuid4())), timeout=0.5))


@case
def too_large_message():
    error = fails(grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: echo(Payload(bytes(5 << 20)), timeout=GUARD))
    equal(True, "4194304" in error.details())


@case
def compressed_messages():
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: echo(Payload(bytes(1000)), timeout=GUARD, compression=grpc.Compression.Gzip))


def run(name):
    try:
        cases[name]()
        return "ok"
    except Exception:
        return traceback.format_exc().replace("\n", " | ")


for line in sys.stdin:
    print(run(line.strip()), flush=True)
