# Handrail's menu. `make help` reads it aloud; the work itself is in tools/ and in the command `handrail`.

PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$name"; break; }; done)
UV ?= uv
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
COMPILE = $(LOCK) pyproject.toml --group build

.DEFAULT_GOAL := help
.PHONY: help python setup demo test check check-long bench lock docs

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' Makefile | awk -F ':.*## ' '{ printf "make %-11s %s\n", $$1, $$2 }'

python:
	@test -n "$(PYTHON)" || { echo "Handrail needs Python 3.11 or newer: install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python3) and run this again." >&2; exit 1; }

setup: python ## make the environment in .venv
	@$(PYTHON) tools/setup.py

demo: setup ## a demo clinic with live virtual infusions (SPEED=10 runs its clock faster)
	@exec .venv/bin/handrail demo

test: python ## all tests, with what they need (ONLY=core runs one part)
	@$(PYTHON) tools/test.py $(ONLY)

check: python ## lint, types, import rule, messages, docs, locks, then all tests: what .ci/run runs
	@$(PYTHON) tools/check.py

check-long: python ## the long forms of the tests
	@$(PYTHON) tools/test.py --long $(ONLY)

bench: python ## the benchmark table
	@exec $(PYTHON) tools/bench.py

docs: python ## build the documentation into docs/_build
	@$(PYTHON) tools/check.py docs

lock: ## renew the lock files after a change of dependencies (needs uv)
	@command -v $(firstword $(UV)) >/dev/null || { echo "make lock needs uv: install it (pipx install uv), or name it with UV=path/to/uv." >&2; exit 1; }
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --group dev -o requirements-dev.lock
	@$(LOCK) --group peers -o requirements-peers.lock
