"""testing.proto's Payload and service names, by hand: the tests need no protobuf compiler for Python."""

SERVICE = "clientha.wire.testing.Testing"


class Payload:
    def __init__(self, body=b"", text="", number=0):
        self.body, self.text, self.number = body, text, number

    def __eq__(self, other):
        return isinstance(other, Payload) and (self.body, self.text, self.number) == (other.body, other.text, other.number)

    def __repr__(self):
        return "Payload(%d bytes, %r, %d)" % (len(self.body), self.text, self.number)

    def encode(self):
        encoded = b""
        for tag, value in ((0x0A, self.body), (0x12, self.text.encode())):
            if value:
                encoded += bytes([tag]) + _varint(len(value)) + value
        if self.number:
            encoded += b"\x18" + _varint(self.number & 0xFFFFFFFFFFFFFFFF)
        return encoded

    @staticmethod
    def decode(encoded):
        payload, position = Payload(), 0
        while position < len(encoded):
            tag = encoded[position]
            value, position = _read_varint(encoded, position + 1)
            if tag == 0x18:
                payload.number = value - (1 << 64) if value >> 63 else value
                continue
            content, position = encoded[position:position + value], position + value
            if tag == 0x0A:
                payload.body = content
            elif tag == 0x12:
                payload.text = content.decode()
            else:
                raise ValueError("unknown tag %d" % tag)
        return payload


def _varint(value):
    encoded = b""
    while value > 0x7F:
        encoded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return encoded + bytes([value])


def _read_varint(encoded, position):
    value = shift = 0
    while True:
        byte = encoded[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position
