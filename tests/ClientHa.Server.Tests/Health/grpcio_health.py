"""The official gRPC's client asks a site for its health; a line for each answer. Arguments: ADDRESS:PORT SERVICE."""

import sys

import grpc

STATES = {1: "SERVING", 2: "NOT_SERVING", 3: "SERVICE_UNKNOWN"}

address, service = sys.argv[1:]
# grpc.health.v1, by hand: field 1 is the service's name in a request, and the state in a response.
request = b"\n" + bytes([len(service)]) + service.encode() if service else b""


def state(response):
    assert response[:1] == b"\x08" and len(response) == 2, response
    return STATES[response[1]]


with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
    try:
        print("check", state(channel.unary_unary("/grpc.health.v1.Health/Check")(request, timeout=60)), flush=True)
    except grpc.RpcError as error:
        print("check", error.code().name, flush=True)
    try:
        for response in channel.unary_stream("/grpc.health.v1.Health/Watch")(request, timeout=60):
            print("watch", state(response), flush=True)
    except grpc.RpcError as error:
        print("watch", error.code().name, flush=True)
