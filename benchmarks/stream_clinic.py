"""The clinic that the stream is measured in, as programs of their own.

python -m benchmarks.stream_clinic make            set it up in HANDRAIL_DATA, and say who and where as JSON
python -m benchmarks.stream_clinic speak PORT      let its monitors and pumps speak to the device port until killed
"""

import sys

from handrail.cli import django_setup


def main(deed: str, *port: str) -> None:
    """Do what was asked for."""
    django_setup.setup()
    from benchmarks import stream_rooms  # noqa: PLC0415 - models can be imported only after Django is set up

    if deed == "make":
        stream_rooms.make()
    else:
        stream_rooms.speak(int(port[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
