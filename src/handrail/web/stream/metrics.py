"""What `/metrics` tells about the stream."""

from prometheus_client import Counter, Gauge

LISTENERS = Gauge("handrail_stream_listeners", "Open streams, by what they follow.", ["follows"])
MESSAGES = Counter("handrail_stream_messages", "Messages left for browsers.")
LAGGED = Counter("handrail_stream_lagged", "Streams that ended because the browser could not keep up.")
FAILED_LOOKS = Counter("handrail_stream_failed_looks", "Times a reader could not read what a stream shows.")
