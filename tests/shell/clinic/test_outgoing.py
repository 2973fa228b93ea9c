"""What the environment says of mail and text messages, and what `handrail check` makes of it."""

import pytest

from handrail.cli.check_outgoing import said_of
from handrail.clinic.outgoing import Outgoing, outgoing

WHOLE = {
    "HANDRAIL_URL": "https://clinic.example/",
    "HANDRAIL_MAIL_HOST": "mail.example",
    "HANDRAIL_MAIL_FROM": "Riverside <post@riverside.example>",
    "HANDRAIL_MAIL_USER": "riverside",
    "HANDRAIL_MAIL_PASSWORD": "a-secret",
    "HANDRAIL_TEXT_URL": "https://texts.example/send",
    "HANDRAIL_TEXT_TOKEN": "a-token",
}


class TestTheEnvironment:
    def test_says_where_mail_and_texts_go(self) -> None:
        """Locked unless said otherwise; the address of the installation without its last stroke."""
        known = outgoing(WHOLE)
        assert (known.url, known.problems, known.sends_mail, known.sends_texts) == (
            "https://clinic.example",
            (),
            True,
            True,
        )
        assert known.mail is not None
        assert (known.mail.port, known.mail.security) == (587, "starttls")
        assert known.mail.sender_address == "post@riverside.example"

    def test_that_says_nothing_sends_nothing(self) -> None:
        """The product works without."""
        assert outgoing({}) == Outgoing()

    @pytest.mark.parametrize(
        ("name", "value", "says"),
        [
            ("HANDRAIL_URL", "clinic.example", "no address of the web"),
            ("HANDRAIL_URL", "https://[clinic", "no address of the web"),
            ("HANDRAIL_URL", "https://clinic.example/ x", "no address of the web"),
            ("HANDRAIL_MAIL_PORT", "70000", "from 1 to 65535"),
            ("HANDRAIL_MAIL_PORT", "smtp", "from 1 to 65535"),
            ("HANDRAIL_MAIL_TLS", "yes", "starttls, implicit or none"),
            ("HANDRAIL_MAIL_FROM", "Riverside", "needs an address"),
            ("HANDRAIL_MAIL_REPLY_TO", "desk", "is no address"),
            ("HANDRAIL_TEXT_URL", "ftp://texts.example", "no address of the web"),
        ],
    )
    def test_that_cannot_be_meant_is_told_and_not_used(self, name: str, value: str, says: str) -> None:
        """What to mend, and nothing leaves by a way that is only half known."""
        known = outgoing({**WHOLE, name: value})
        assert any(name in problem and says in problem for problem in known.problems)
        assert not (known.sends_mail and known.sends_texts)

    def test_keeps_its_secrets_out_of_what_is_printed(self) -> None:
        """A traceback shows no password and no token."""
        assert not any(secret in repr(outgoing(WHOLE)) for secret in ("a-secret", "a-token"))


class TestTheCheck:
    def test_says_what_does_not_work_where_nothing_is_set_up(self) -> None:
        """A note each, nothing to be mended."""
        said = list(said_of(Outgoing()))
        assert {worth for worth, _words in said} == {"note"}
        assert any("nobody is written to about questions and visits" in words for _worth, words in said)

    def test_is_content_with_what_is_whole(self) -> None:
        """And says where things go."""
        assert {worth for worth, _ in said_of(outgoing(WHOLE))} == {"ok"}

    def test_says_what_can_be_read_on_the_way(self) -> None:
        """A link without HTTPS, a mail server without TLS."""
        open_ = {**WHOLE, "HANDRAIL_URL": "http://clinic.example", "HANDRAIL_MAIL_TLS": "none"}
        assert [worth for worth, words in said_of(outgoing(open_)) if "read on the way" in words] == ["note", "note"]
