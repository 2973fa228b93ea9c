"""The protocol in the browser: read it as a person would, propose a change, review it, sign it."""
