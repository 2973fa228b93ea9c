"""The device port on a real socket: many connections, slow ones, dying ones, a store that fails, a clean stop."""

import asyncio
import socket
import struct
from contextlib import suppress

import pytest

from handrail.devices.framing import Fault, framed
from handrail.devices.mllp import Limits, listen
from tests.shell.devices.port import Ledger, OpenPort, answers, connect, message, play, plug, told


class TestAConnection:
    """Any number, each for itself."""

    def test_gets_its_answers_in_the_order_of_its_messages(self) -> None:
        """Twelve at once, each with twenty in one packet."""
        ledger = Ledger()

        async def device(port: OpenPort, number: int) -> None:
            reader, writer = await plug(port)
            sent = [f"{number}-{count}" for count in range(20)]
            writer.write(b"".join(framed(message(one, sender=f"MON-{number}|WARD")) for one in sent))
            found = await answers(reader, 20)
            assert [one.split(b"MSA|AA|")[1].split(b"\r")[0].decode() for one in found] == sent
            writer.close()

        async def scene(port: OpenPort) -> None:
            await asyncio.gather(*(device(port, number) for number in range(12)))

        play(ledger, scene)
        assert len({(one.sender, one.control_id) for one in ledger.received}) == 240

    def test_shares_one_recording_with_the_others(self) -> None:
        """What came while the store was busy is recorded in one go."""
        ledger = Ledger()
        ledger.close()

        async def scene(port: OpenPort) -> None:
            devices = [await connect(port) for _ in range(12)]
            first = asyncio.create_task(devices[0].send(message(0)))
            await ledger.until_asked()
            rest = [asyncio.create_task(device.send(message(n))) for n, device in enumerate(devices[1:], start=1)]
            await port.clock.until(12)
            ledger.open()
            await asyncio.gather(first, *rest)
            for device in devices:
                await device.close()

        play(ledger, scene)
        assert [len(batch) for batch in ledger.batches] == [1, 11]

    def test_may_send_byte_by_byte(self) -> None:
        """A serial adapter."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            async with await connect(port) as other:
                for byte in framed(message(17)):
                    writer.write(bytes([byte]))
                    await writer.drain()
                assert (await other.send(message(1, sender="MON-4|WARD"))).code == "AA"
            assert b"MSA|AA|17\r" in (await answers(reader, 1))[0]
            writer.close()

        play(ledger, scene)

    @pytest.mark.parametrize("abruptly", [False, True])
    def test_that_dies_within_a_message_disturbs_nobody(self, abruptly: bool) -> None:
        """Its half is kept as cut off; the others go on, and so does the device when it comes back."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as other:
                reader, writer = await plug(port)
                writer.write(framed(message(16)) + b"\x0b" + message(17)[:60])
                await answers(reader, 1)
                looks = port.clock.looks
                if abruptly:
                    _reset_on_close(writer)
                writer.close()
                await port.clock.until(looks + 1)
                assert (await other.send(message(1, sender="MON-4|WARD"))).code == "AA"
            async with await connect(port) as device:
                assert told(await device.send(message(17))) == ("17", "AA")

        play(ledger, scene)
        assert [one.refusal.reason for one in ledger.received if one.refusal] == [Fault.CUT_OFF.value]

    def test_that_asks_and_closes_its_side_still_gets_its_answer(self) -> None:
        """As netcat does."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.write(framed(message(17)))
            writer.write_eof()
            assert b"MSA|AA|17\r" in await reader.read()
            writer.close()

        play(ledger, scene)

    def test_that_says_nothing_for_too_long_is_closed(self) -> None:
        """Half-open connections do not pile up; what they had begun is told."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.write(b"\x0bMSH|^~")
            answer = await reader.read()
            assert Fault.CUT_OFF.value[:20].encode() in answer
            writer.close()

        play(ledger, scene, Limits(gather_s=0, idle_s=0.05))

    def test_that_never_reads_its_answers_is_not_waited_for(self) -> None:
        """Others are answered while one does not listen."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            _, deaf = await plug(port)
            for number in range(2000):
                deaf.write(framed(message(number, sender="DEAF|WARD")))
            async with await connect(port) as other:
                for number in range(20):
                    assert (await other.send(message(number))).code == "AA"
            deaf.transport.abort()

        play(ledger, scene)

    def test_is_not_read_faster_than_it_can_be_recorded(self) -> None:
        """With a slow store the sender waits; memory does not grow, and nothing is lost."""
        ledger = Ledger()
        ledger.close()
        limits = Limits(gather_s=0, waiting_messages=4)
        count = 3000

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.write(b"".join(framed(message(number)) for number in range(count)))
            found = asyncio.create_task(answers(reader, count))
            await ledger.until_asked()
            await port.clock.until(5)
            async with await connect(port) as other:
                late = asyncio.create_task(other.send(message(1, sender="MON-4|WARD")))
                await port.clock.until(7)
                assert port.clock.looks <= 2 * limits.waiting_messages + 2
                ledger.open()
                assert (await late).code == "AA"
            assert all(b"MSA|AA|" in answer for answer in await found)
            writer.close()

        play(ledger, scene, limits)
        assert len(ledger.received) == count + 1
        assert max(map(len, ledger.batches)) <= limits.waiting_messages


class TestACrowd:
    """More connections than the port takes on."""

    def test_of_idle_ones_keeps_no_device_out(self) -> None:
        """The oldest of which nothing was taken gives way, whoever speaks stays."""
        ledger = Ledger()
        limits = Limits(gather_s=0, connections=8, connections_from_one=8)

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as first:
                assert (await first.send(message(1))).code == "AA"
                idle = [await plug(port) for _ in range(40)]
                assert await idle[0][0].read() == b""
                async with await connect(port) as second:
                    assert (await second.send(message(2, sender="MON-4|WARD"))).code == "AA"
                assert (await first.send(message(3))).code == "AA"
                for _, writer in idle:
                    writer.close()

        play(ledger, scene, limits)

    @pytest.mark.parametrize("limits", [{"connections": 2}, {"connections_from_one": 2}], ids=["in all", "from one"])
    def test_of_devices_that_speak_is_refused_and_told_once(self, limits: dict[str, int]) -> None:
        """Those that are there go on; what was refused is told together and not one by one."""
        ledger = Ledger()
        told: list[tuple[str, str, int]] = []

        async def scene(port: OpenPort) -> None:
            devices = [await connect(port) for _ in range(2)]
            for number, device in enumerate(devices):
                assert (await device.send(message(number, sender=f"MON-{number}|WARD"))).code == "AA"
            for _ in range(5):
                reader, writer = await plug(port)
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
                writer.close()
            for number, device in enumerate(devices):
                assert (await device.send(message(9, sender=f"MON-{number}|WARD"))).code == "AA"
                await device.close()

        play(ledger, scene, Limits(gather_s=0, **limits), refused=lambda *one: told.append(one))
        assert {address for address, _, _ in told} == {"127.0.0.1"}
        assert len(told) == 2
        assert sum(times for _, _, times in told) == 5

    def test_that_holds_unfinished_messages_is_bounded(self) -> None:
        """Whoever holds the most is let go and told; a small message of another is taken meanwhile."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            _, small = await plug(port)
            small.write(b"\x0b" + b"x" * 300)
            reader, big = await plug(port)
            big.write(b"\x0b" + b"x" * 5000)
            assert Fault.CUT_OFF.value[:20].encode() in await reader.read()
            async with await connect(port) as device:
                assert (await device.send(message(1))).code == "AA"
            small.close()
            big.close()

        play(ledger, scene, Limits(gather_s=0, held_bytes=4000))

    def test_that_never_says_a_message_is_closed(self) -> None:
        """A drip of bytes that are no message keeps no line open."""
        ledger = Ledger()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            assert await reader.read() == b""
            writer.close()

        play(ledger, scene, Limits(gather_s=0, first_message_s=0.05))

    def test_of_large_messages_waits_its_turn(self) -> None:
        """No more bytes stand in line than there is room for, and all of them are answered."""
        ledger = Ledger()
        ledger.close()
        size = len(message(0))

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.write(b"".join(framed(message(number)) for number in range(9)))
            await ledger.until_asked()
            ledger.open()
            assert all(b"MSA|AA|" in answer for answer in await answers(reader, 9))
            writer.close()

        play(ledger, scene, Limits(gather_s=0, waiting_bytes=2 * size))
        assert max(map(len, ledger.batches)) <= 2


class TestAStoreThatFails:
    """Nothing is acknowledged that is not kept."""

    def test_makes_the_sender_send_again(self) -> None:
        """The port lives on; the same message is taken when the store is back."""
        ledger = Ledger(down=True)

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                answer = await device.send(message(17))
                assert (answer.code, answer.reason) == ("AE", "This message was not stored. Send it again.")
                ledger.down = False
                assert (await device.send(message(17))).code == "AA"

        play(ledger, scene)

    @pytest.mark.parametrize(("poison", "taken"), [({"3"}, {"0", "1", "2", "4", "5"}), ({"1", "3"}, {"0", "2"})])
    def test_on_one_message_keeps_the_others(self, poison: set[str], taken: set[str]) -> None:
        """Each of the batch is tried alone, until two have failed: then the store itself is down."""
        ledger = Ledger(poison=poison)
        ledger.close()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            writer.write(framed(message(0)))
            await ledger.until_asked()
            writer.write(b"".join(framed(message(number)) for number in range(1, 6)))
            await port.clock.until(6)
            ledger.open()
            found = await answers(reader, 6)
            assert {str(number) for number in range(6) if b"MSA|AA|" in found[number]} == taken
            writer.close()

        play(ledger, scene)
        assert {one.control_id for one in ledger.received} == taken

    def test_by_answering_too_little_is_not_believed(self) -> None:
        """A message without an answer is not kept, as far as anybody knows."""

        class Forgetful(Ledger):
            def record(self, received: object) -> list[object]:  # type: ignore[override] # it answers wrongly on purpose
                return []

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                assert (await device.send(message(17))).code == "AE"

        play(Forgetful(), scene)


class TestAPortThatStops:
    """A clean stop loses nothing and tells everybody."""

    def test_answers_what_it_holds_and_takes_nothing_new(self) -> None:
        """What was read before is recorded and answered, then the connection is closed."""
        ledger = Ledger()
        ledger.close()

        async def scene(port: OpenPort) -> None:
            reader, writer = await plug(port)
            idle_reader, idle_writer = await plug(port)
            writer.write(framed(message(17)) + framed(message(18)) + b"\x0bMSH|half")
            await port.clock.until(2)
            await ledger.until_asked()
            stopped = asyncio.create_task(port.stop())
            assert await idle_reader.read() == b""
            with pytest.raises(OSError, match=str(port.number)):
                await plug(port)
            ledger.open()
            found = await reader.read()
            await stopped
            assert [found.count(f"MSA|AA|{number}\r".encode()) for number in (17, 18)] == [1, 1]
            writer.close()
            idle_writer.close()

        play(ledger, scene)
        assert [one.control_id for one in ledger.received] == ["17", "18"]

    def test_does_not_wait_for_ever(self) -> None:
        """A store that hangs does not keep a machine from being switched off."""
        ledger = Ledger()
        ledger.close()

        async def scene(port: OpenPort) -> None:
            _, writer = await plug(port)
            writer.write(framed(message(17)))
            await ledger.until_asked()
            await port.stop()
            assert port.task.cancelled()
            ledger.open()
            writer.close()

        play(ledger, scene, Limits(gather_s=0, close_within_s=0.05))

    def test_says_so_when_its_address_is_taken(self) -> None:
        """Two servers on one machine."""

        async def scene(port: OpenPort) -> None:
            with pytest.raises(OSError, match="address already in use"):
                await listen("127.0.0.1", port.number, record=Ledger().record, clock=port.clock, ready=print)

        play(Ledger(), scene)


def _reset_on_close(writer: asyncio.StreamWriter) -> None:
    """Close with a reset, as a device does that loses its power."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
