# Two commands set everything up: `make run` starts the server and prints its link, `make test` proves it.

unexport PYTHONDONTWRITEBYTECODE

PY = .venv/bin/python
PYTEST = $(PY) -m pytest

.PHONY: run test check dev e2e bench demo lock setup format web generate

run: web ## start the server on embedded defaults
	@$(PY) run.py

test: setup ## the bank's proofs, then every test
	$(PY) run.py questions verify
	scripts/web test
	$(PYTEST) -q -n 3 --dist worksteal tests/unit tests/contract
	$(PYTEST) -q -n 2 --dist worksteal tests/e2e
	$(PYTEST) -q -n 2 --dist loadgroup tests/browser

check: setup ## style, types, architecture
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	scripts/web run typecheck
	scripts/web run lint

dev: web ## the server, telling more
	@LOG_LEVEL=debug $(PY) run.py

e2e: setup ## whole interviews with real programs
	$(PYTEST) -q -n 2 --dist worksteal tests/e2e

demo: setup ## a scripted candidate plays an interview against a server of its own
	@$(PY) -m demo

bench: setup ## what we claim about speed, beside its peers
	@.venv/bin/uv sync --frozen --inexact --quiet --group bench
	@$(PY) -m bench

lock: setup ## after a change of pyproject.toml
	.venv/bin/uv lock
	.venv/bin/uv export --quiet --frozen --no-dev --no-hashes --no-annotate --no-header -o requirements.txt

generate: setup ## after a change of events, frames or what the REST calls take and give: the page's types
	$(PY) -m app.models.page_types

format: setup
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

setup:
	@scripts/setup

web: setup
	@scripts/web || echo "the server starts without its page; the calls are at /docs" >&2
