"""ISO-2022-CN, which Python has no codec for."""


def decode_iso2022cn(body: bytes) -> str:
    """Return ISO-2022-CN as text (RFC 1922; its GB 2312 part, which is what pages use)."""
    out = bytearray()
    shifted = False
    at = 0
    while at < len(body):
        byte = body[at]
        if byte == 0x1B:
            at += 4
            continue
        if byte in (0x0E, 0x0F):
            shifted = byte == 0x0E
        elif byte == 0x0A:
            shifted = False
            out.append(byte)
        else:
            out.append(byte | 0x80 if shifted and 0x21 <= byte <= 0x7E else byte)
        at += 1
    return bytes(out).decode("gb2312", "replace")
