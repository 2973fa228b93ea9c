"""What a server does once, before anybody waits for it."""

from handrail.care.clock import Clock
from handrail.cli.django_setup import own_connection


def get_ready(clock: Clock) -> None:
    """Read the protocol and the models, compile what forecasts are made with, and keep the protocol in each clinic's record.

    A clinic keeps what is in force there, whatever came with this version.
    """
    from handrail import pharmacology
    from handrail.care import protocol

    protocol.shipped()
    for model in pharmacology.names():
        pharmacology.load(model)
    pharmacology.warm()
    with own_connection():
        protocol.take_in_everywhere(clock.now())
