"""The clients of the official gRPC (Debian's python3-grpcio), with the command line and the words of LoadProgram.cs.

Its best settings by its own documentation: retries (gRFC A6) with five attempts, wait-for-ready, keepalive every ten seconds, which is
the least that gRFC A8 allows, and reconnects that begin early and never wait long. Every client has connections of its own.
"""
import json
import sys
import threading
import time

import grpc

policy, sites, warm, clients, pace, deadline = sys.argv[1:7]
clients, pace, deadline = int(clients), int(pace) / 1000, int(deadline) / 1000 or None
MESSAGE = b"\x0a\x64" + bytes(100)
SERVICE_CONFIG = {
    "loadBalancingConfig": [{policy: {}}],
    "methodConfig": [{
        "name": [{"service": "bench.Bench"}],
        "retryPolicy": {
            "maxAttempts": 5, "initialBackoff": "0.05s", "maxBackoff": "1s", "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"],
        },
    }],
}
OPTIONS = [
    # Of a list of addresses gRPC makes an authority with a comma in it, which no server takes.
    ("grpc.default_authority", "bench"),
    ("grpc.service_config", json.dumps(SERVICE_CONFIG)),
    ("grpc.enable_retries", 1),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.keepalive_time_ms", 10000),
    ("grpc.keepalive_timeout_ms", 3000),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.initial_reconnect_backoff_ms", 250),
    ("grpc.min_reconnect_backoff_ms", 3000),
    ("grpc.max_reconnect_backoff_ms", 2000),
]


def channel(target):
    made = grpc.insecure_channel("ipv4:" + target, options=OPTIONS)
    return made, made.unary_unary("/bench.Bench/Echo")


made, echo = channel(warm)
for _ in range(200):
    echo(MESSAGE, timeout=10, wait_for_ready=True)
made.close()
print("ready", flush=True)
sys.stdin.readline()

records = []
pending = threading.Semaphore(0)
ending = threading.Event()


def begin(client, echo):
    start = time.monotonic_ns()

    def ended(call):
        end = time.monotonic_ns()
        code = call.code()
        records.append({"Client": client, "Start": start, "End": end, "Fault": "" if code == grpc.StatusCode.OK else code.name})
        pending.release()

    echo.future(MESSAGE, timeout=deadline, wait_for_ready=True).add_done_callback(ended)


def run():
    channels = [channel(sites) for _ in range(clients)]
    first, begun = time.monotonic(), 0
    while not ending.is_set():
        wait = first + begun * pace / clients - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        begin(begun % clients, channels[begun % clients][1])
        begun += 1
    for _ in range(begun):
        pending.acquire()
    for made, _ in channels:
        made.close()


runner = threading.Thread(target=run)
runner.start()
sys.stdin.readline()
ending.set()
runner.join()
print(json.dumps({"Calls": records, "Ejections": 0}), flush=True)
