"""HEIC files without an encoder: every coding tree unit is raw samples (PCM), so that colours come out as they went in.

HEVC by ITU-T H.265 (07/2024): parameter sets 7.3.2, slice 7.3.6, arithmetic coder 9.3.4; HEIF by ISO/IEC 23008-12.
"""

import struct

BLOCK = 16
# Table 9-52, rangeTabLps, for the states that `part_mode` passes through in at most nine units.
_RANGE_LPS = (
    (128, 176, 208, 240),
    (128, 167, 197, 227),
    (128, 158, 187, 216),
    (123, 150, 178, 205),
    (116, 142, 169, 195),
    (111, 135, 160, 185),
    (105, 128, 152, 175),
    (100, 122, 144, 166),
    (95, 116, 137, 158),
)
_PROFILE = "00" + "0" + "00001" + "0110" + "0" * 28 + "1001" + "0" * 44 + format(30, "08b")


def heic(blocks: list[list[tuple[int, int, int]]], *, quarter_turns: int = 0, exif: bytes = b"") -> bytes:
    """A picture of one (Y, Cb, Cr) colour for each block of 16 x 16 pixels; nine blocks at most.

    quarter_turns: the container's own `irot`, anticlockwise. exif: a TIFF block.
    """
    rows, columns = len(blocks), len(blocks[0])
    if rows * columns > len(_RANGE_LPS):
        raise ValueError("nine blocks at most")
    sets = [_nal(32, _VIDEO), _nal(33, _sequence(columns * BLOCK, rows * BLOCK)), _nal(34, _PICTURE)]
    coded = _nal(20, _slice([colour for row in blocks for colour in row]))
    picture = struct.pack(">I", len(coded)) + coded
    return _container(sets, picture, (columns * BLOCK, rows * BLOCK), quarter_turns, exif)


def _ue(value: int) -> str:
    digits = format(value + 1, "b")
    return "0" * (len(digits) - 1) + digits


_VIDEO = "0000" + "11" + "000000" + "000" + "1" + "1" * 16 + _PROFILE + "1" + _ue(0) * 3 + "000000" + _ue(0) + "00"
_PICTURE = _ue(0) * 2 + "0" * 7 + _ue(0) * 3 + "000" + _ue(0) * 2 + "0" * 7 + "101" + "00" + _ue(0) + "00"


def _sequence(width: int, height: int) -> str:
    head = "0000" + "000" + "1" + _PROFILE + _ue(0) + _ue(1) + _ue(width) + _ue(height) + "0"
    sizes = _ue(0) * 3 + "1" + _ue(0) * 3 + _ue(1) + _ue(0) + _ue(0) + _ue(2) + _ue(0) * 2
    raw_samples = "1" + "0111" + "0111" + _ue(1) + _ue(0) + "1"
    return head + sizes + "000" + raw_samples + _ue(0) + "00000"


def _nal(kind: int, bits: str) -> bytes:
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    payload = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    escaped, zeros = bytearray(), 0
    for byte in payload:
        if zeros == 2 and byte <= 3:
            escaped.append(3)
            zeros = 0
        escaped.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes([kind << 1, 1]) + bytes(escaped)


def _slice(colours: list[tuple[int, int, int]]) -> str:
    """Slice header, then for each unit: part_mode, pcm_flag, samples, end_of_slice; the stop bit is left to `_nal`."""
    bits = "10" + _ue(0) + _ue(2) + _ue(0) + "1"
    bits += "0" * (-len(bits) % 8)
    coder = _Coder()
    for state, (luma, blue, red) in enumerate(colours):
        coder.most_probable(state)
        bits += coder.terminate(last=True)
        bits += "0" * (-len(bits) % 8)
        bits += format(luma, "08b") * BLOCK**2
        bits += format(blue, "08b") * (BLOCK // 2) ** 2 + format(red, "08b") * (BLOCK // 2) ** 2
        coder = _Coder()
        bits += coder.terminate(last=state == len(colours) - 1)
    return bits[: bits.rindex("1")]


class _Coder:
    """The arithmetic encoder of 9.3.4 (flow charts of H.264, 9.3.4.2 to 9.3.4.5), as far as it is needed."""

    def __init__(self) -> None:
        self.low, self.range, self.first, self.outstanding, self.bits = 0, 510, True, 0, ""

    def most_probable(self, state: int) -> None:
        self.range -= _RANGE_LPS[state][self.range >> 6 & 3]
        self._renormalise()

    def terminate(self, *, last: bool) -> str:
        """Bits so far, where it is the last; the coder goes on where not."""
        self.range -= 2
        if not last:
            self._renormalise()
            return ""
        self.low += self.range
        self.range = 2
        self._renormalise()
        self._put(self.low >> 9 & 1)
        return self.bits + format(self.low >> 7 & 3 | 1, "02b")

    def _renormalise(self) -> None:
        while self.range < 256:
            if self.low >= 512:
                self.low -= 512
                self._put(1)
            elif self.low < 256:
                self._put(0)
            else:
                self.low -= 256
                self.outstanding += 1
            self.range <<= 1
            self.low <<= 1

    def _put(self, bit: int) -> None:
        self.bits += "" if self.first else str(bit)
        self.first = False
        self.bits += str(1 - bit) * self.outstanding
        self.outstanding = 0


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24), *parts)


def _container(sets: list[bytes], picture: bytes, size: tuple[int, int], turns: int, exif: bytes) -> bytes:
    arrays = b"".join(struct.pack(">BHH", 0xA0 | n[0] >> 1, 1, len(n)) + n for n in sets)
    configuration = bytes([1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 30, 0xF0, 0, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0, 0x0F])
    properties = [
        _box(b"hvcC", configuration, bytes([3]), arrays),
        _full(b"ispe", struct.pack(">II", *size)),
        _box(b"colr", b"nclx", struct.pack(">HHHB", 1, 13, 6, 0x80)),
        _box(b"irot", bytes([turns])),
    ]
    items = [(b"hvc1", picture)] + ([(b"Exif", bytes(4) + exif)] if exif else [])
    entries = [_full(b"infe", struct.pack(">HH", i, 0), kind, b"\0", version=2) for i, (kind, _) in _counted(items)]
    associations = struct.pack(">IHB4B", 1, 1, 4, 0x81, 2, 3, 0x84)
    reference = _full(b"iref", _box(b"cdsc", struct.pack(">HHH", 2, 1, 1))) if exif else b""

    def meta(start: int) -> bytes:
        places = b""
        for number, (_, content) in _counted(items):
            places += struct.pack(">HHHII", number, 0, 1, start, len(content))
            start += len(content)
        return _full(
            b"meta",
            _full(b"hdlr", bytes(4), b"pict", bytes(13)),
            _full(b"pitm", struct.pack(">H", 1)),
            _full(b"iloc", b"\x44\0", struct.pack(">H", len(items)), places),
            _full(b"iinf", struct.pack(">H", len(items)), *entries),
            reference,
            _box(b"iprp", _box(b"ipco", *properties), _full(b"ipma", associations)),
        )

    head = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + _box(b"mdat", *(content for _, content in items))


def _counted(items: list[tuple[bytes, bytes]]) -> list[tuple[int, tuple[bytes, bytes]]]:
    return list(enumerate(items, start=1))
