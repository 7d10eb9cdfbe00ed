# Each target calls programs that can also be called by hand, from here.
#
#   make demo      the CAP-19 meeting on http://127.0.0.1:8000 (PORT= for another port)
#   make test      all tests, after installing what they need; those that reach a database on PostgreSQL too, but for a browser's
#   make test-postgresql   those on PostgreSQL alone, a browser's too
#   make install   .venv with .venv/bin/plenary (PYTHON= for another interpreter than the one found)
#   make clients   what each calendar client holds after a move, a cancellation and so on, beside what it should
#   make faults    the service killed, cut short and ended while people work
#   make load      what is answered, and how soon, under many subscribers, organisers, open pages and meetings
#   make fuzz      files hurt at random, given to each reader for SECONDS=300
#   make check     style, types and the walls between packages
#   make bench     a table of measurements
#   make constraints   newest versions into constraints.txt
#   make clean     removes what these made

PORT = 8000
# Files of tests that run at once: each process has a browser and a database server of its own. One that ends amid a
# test is not replaced: another would be given the same file again.
TOGETHER = --numprocesses=2 --dist=loadfile --max-worker-restart=0

.PHONY: install develop demo test test-postgresql clients faults fuzz load check bench constraints clean
.NOTPARALLEL:

install:
	@scripts/python-environment .venv constraints.txt --editable '.[documents]'

develop:
	@scripts/python-environment .venv constraints.txt --editable '.[documents]' --group check --group test

demo: install
	@scripts/document-tools
	.venv/bin/plenary demo --port $(PORT)

test: develop
	scripts/test-tools
	.venv/bin/pytest $(TOGETHER)
	.venv/bin/pytest $(TOGETHER) --database=postgresql --ignore=tests/browser

test-postgresql: develop
	scripts/test-tools
	.venv/bin/pytest $(TOGETHER) --database=postgresql

clients: develop
	@scripts/test-tools
	@PYTHONPATH=tests .venv/bin/python tests/clients/matrix.py

faults: develop
	.venv/bin/pytest tests/faults

load: develop
	@scripts/debian-packages postgresql
	PYTHONPATH=tests .venv/bin/python tests/load/measure.py

fuzz: develop
	PYTHONPATH=tests:. .venv/bin/python tests/fuzz/fuzz_readers.py $(or $(SECONDS),300) $$(date +%s)

check: develop
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: develop
	@scripts/python-environment .venv constraints.txt --editable '.[documents]' --group bench --group check --group test
	@set -e; for program in tests/bench/bench_*.py; do PYTHONPATH=tests .venv/bin/python "$$program"; done

constraints:
	scripts/renew-constraints

clean:
	rm -rf .venv .venv-clients tests/clients/node_modules build dist
