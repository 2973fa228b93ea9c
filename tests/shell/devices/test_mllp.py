"""The device port on a real socket: what a message is answered, and when."""

import asyncio

import pytest

from handrail.devices.framing import Fault, framed
from tests.core.interop import captured
from tests.shell.devices.port import Ledger, OpenPort, answers, connect, message, play, plug, told


class TestAMessage:
    """Read, recorded, answered."""

    def test_is_answered_with_its_own_number(self) -> None:
        """AA, once it is kept."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                assert told(await device.send(message(17))) == ("17", "AA")

        play(ledger, scene)
        assert [one.control_id for one in ledger.received] == ["17"]

    def test_is_answered_only_after_it_is_recorded(self) -> None:
        """An answer is a promise."""
        ledger = Ledger()
        ledger.close()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                answer = asyncio.create_task(device.send(message(17)))
                await ledger.until_asked()
                assert not answer.done()
                ledger.open()
                assert (await answer).code == "AA"

        play(ledger, scene)

    def test_keeps_the_moment_at_which_it_was_read(self) -> None:
        """Not the one at which it was recorded."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                await device.send(message(17))
                assert ledger.received[0].received_at == port.clock.now()

        play(ledger, scene)

    @pytest.mark.parametrize("name", captured.ALL)
    def test_of_a_device_on_the_market_is_taken(self, name: str) -> None:
        """Whatever its dialect."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                assert (await device.send(captured.ALL[name])).code == "AA"

        play(ledger, scene)

    def test_that_comes_again_gets_the_same_answer(self) -> None:
        """The answer was lost on the way; the device asks again, on a new connection too."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                first = await device.send(message(17).replace(b"|98|", b"|98,5|"))
            async with await connect(port) as device:
                second = await device.send(message(17))
            assert (first.code, first.reason) == (second.code, second.reason)

        play(ledger, scene)

    def test_may_be_older_than_the_one_before(self) -> None:
        """A gateway empties its buffer backwards: order goes by receipt."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                for number in (3, 1, 2):
                    assert told(await device.send(message(number))) == (str(number), "AA")

        play(ledger, scene)
        assert [one.control_id for one in ledger.received] == ["3", "1", "2"]


class TestAMessageThatCannotBeUsed:
    """Kept, answered with the reason; the next one is read."""

    @pytest.mark.parametrize(
        ("raw", "code", "why"),
        [
            (message(17).replace(b"ORU^R01^ORU_R01", b"ADT^A01^ADT_A01"), "AE", "send ORU^R01"),
            (message(17)[:-60], "AE", "OBX 2"),
            (message(17).replace(b"|98|", b"|98,5|"), "AE", "comma"),
            (b"hello", "AR", "not an HL7 v2 message"),
            (b"", "AR", "not an HL7 v2 message"),
            (b"\xff" * 500, "AR", "not an HL7 v2 message"),
            (message(17).replace(b"MON-3", b"A" * 900_000), "AE", "longer than"),
        ],
    )
    def test_is_refused_in_words_and_kept(self, raw: bytes, code: str, why: str) -> None:
        """Another type, cut short, a comma, no HL7, noise, a field without end."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                answer = await device.send(raw)
                assert answer.code == code
                assert why in answer.reason
                assert (await device.send(message(18))).code == "AA"

        play(ledger, scene)
        assert ledger.received[0].raw == raw

    def test_is_skipped_where_it_is_longer_than_the_port_reads(self) -> None:
        """Two mebibytes; its beginning is kept, its number answered."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                answer = await device.send(message(17) + b"OBX|\r" * 400_000)
                assert (told(answer), answer.reason) == (("17", "AE"), Fault.TOO_LONG.value)
                assert told(await device.send(message(18))) == ("18", "AA")

        play(ledger, scene)
        assert ledger.received[0].raw.startswith(message(17))

    def test_without_a_frame_is_told_how_to_send_it(self) -> None:
        """A script that knows HL7 but not MLLP, and closes its side."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.write(message(17))
            writer.write_eof()
            assert b"0x0B" in await reader.read()
            writer.close()

        play(ledger, scene)
        assert [one.control_id for one in ledger.received] == [""]

    def test_whose_number_was_cut_off_with_it_can_come_whole(self) -> None:
        """The device began again in the middle: the first is refused, the second taken, under one number."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.write(b"\x0b" + message(17)[:-30] + framed(message(17)))
            first, second = await answers(reader, 2)
            assert b"MSA|AE|17|" in first
            assert b"MSA|AA|17\r" in second
            writer.close()

        play(ledger, scene)
