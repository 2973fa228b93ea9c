"""Killed with -9 while it sends letters to a real mail server: none arrives twice, none is lost, and what nobody knows is told."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.letters import letters_in
from tests.faults.server import Server
from tests.faults.waiting import until
from tests.mailing import SENDER, URL, MailServer

LETTERS = 8
BEFORE, AFTER = 2, 5
"""The server is killed when it names the recipient of one letter, and later when the text of another has just arrived."""


@dataclass(frozen=True)
class Aftermath:
    """What is left when all is over."""

    letters: list[str]
    arrived: Counter[str]
    cut_off: str
    states: dict[str, tuple[str, str]]
    said: str


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    """Three starts, two kills."""
    data = tmp_path_factory.mktemp("killed") / "data"
    letters = letters_in(data, LETTERS)
    with MailServer() as post:
        settings = {
            "HANDRAIL_URL": URL,
            "HANDRAIL_MAIL_HOST": "127.0.0.1",
            "HANDRAIL_MAIL_PORT": str(post.port),
            "HANDRAIL_MAIL_TLS": "none",
            "HANDRAIL_MAIL_FROM": SENDER,
        }
        with Server(data, "serve", **settings) as server:

            def kill_before() -> None:
                if len(post.asked_for) == BEFORE and server.runs:
                    server.kill()

            def kill_after() -> None:
                if len(post.mails) == AFTER:
                    server.kill()

            post.before_recipient, post.before_answer = kill_before, kill_after
            server.begin()
            until(lambda: len(post.asked_for) >= BEFORE and not server.runs, "it is killed before the last word")
            server.begin()
            until(lambda: len(post.mails) >= AFTER and not server.runs, "it is killed after the last word")
            server.start()
            until(lambda: len(post.mails) >= LETTERS and not _waiting(server), "the rest is sent")
            assert server.interrupt() == 0
            rows = server.rows("SELECT id, state, because FROM clinic_message")
            yield Aftermath(
                letters,
                Counter(_id(str(one.mail["Message-ID"])) for one in post.mails),
                _id(str(post.mails[AFTER - 1].mail["Message-ID"])),
                {one: (state, because) for one, state, because in rows},
                server.said,
            )


def _waiting(server: Server) -> bool:
    return bool(server.rows("SELECT 1 FROM clinic_message WHERE state IN ('queued', 'sending', 'held')"))


def _id(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


class TestAServerThatIsKilledWhileItSends:
    def test_sends_none_twice_and_loses_none(self, aftermath: Aftermath) -> None:
        """Each letter arrived exactly once, also the one whose recipient had just been named."""
        assert aftermath.arrived == Counter(aftermath.letters)

    def test_says_of_the_one_it_was_cut_off_in_that_it_is_unclear(self, aftermath: Aftermath) -> None:
        """The text was there, the answer never came back: a person decides, the server does not."""
        assert aftermath.states[aftermath.cut_off] == ("unclear", "broken_off")
        others = {state for one, state in aftermath.states.items() if one != aftermath.cut_off}
        assert others == {("sent", "")}

    def test_names_no_address_in_its_log(self, aftermath: Aftermath) -> None:
        """Who is written to stands in the clinic's data and nowhere else."""
        assert "example.org" not in aftermath.said
        assert "unclear whether they arrived" in aftermath.said
