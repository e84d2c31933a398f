# One place for the commands of this project; `make help` lists them.
VENV := .venv
PY   := $(VENV)/bin/python
# the oldest supported Python that is found; PYTHON=python3.13 chooses another
PYTHON ?= $(firstword $(foreach minor,11 12 13 14,$(shell command -v python3.$(minor))) python3)
PORT ?= 8501
ROUNDS ?= 10
SEED ?= 1
STEPS ?= 1000
WHERE ?= all
DAY ?= 2026-01-06
# Compiled modules are kept whatever the shell says: without them a process of tests takes twice as long to start.
unexport PYTHONDONTWRITEBYTECODE
# WHEELS=FOLDER installs from what `make wheels` put there, on a machine without the network
OFFLINE := $(if $(WHEELS),--no-index --find-links $(WHEELS))
# A file of tests stays in one process: its warehouse, server and browser are made once.
TOGETHER := -n 2 --dist loadfile --no-loadscope-reorder
TYPES := $(VENV)/bin/basedpyright

.DEFAULT_GOAL := help
.PHONY: help setup wheels windows setup-dev setup-spark run demo-january test stories prose check proofs lint style bench soak drill pictures fuzz walk explore audit test-duckdb2 test-spark capacity clean

help: ## what can be done
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## environment in .venv and dependencies

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || \
		{ echo "Python 3.11 to 3.14 is needed: $(PYTHON) is none"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check $(OFFLINE) -r requirements.txt
	@touch $@

wheels: | $(VENV)/bin/python ## the libraries as files in WHEELS, for `make setup WHEELS=FOLDER` on a machine without the network
	$(PY) -m pip download --quiet --disable-pip-version-check --only-binary=:all: -d $(or $(WHEELS),wheels) -r requirements.txt

windows: | $(VENV)/bin/python ## a folder that a Windows machine opens without installation: OUT=FOLDER, ZIP=the embeddable Python
	$(PY) -m deploy.windows -o $(or $(OUT),windows) $(if $(ZIP),--python $(ZIP)) $(if $(WHEELS),--wheels $(WHEELS))

setup-dev: $(VENV)/.ready-dev $(VENV)/.ready-browser

# Modules are compiled by all cores, where pip would do it with one; a file that is no Python of this version stays as it is.
$(VENV)/.ready-dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@$(PY) -m compileall -qq -j 0 $(VENV)/lib || true
	@touch $@ $(VENV)/.ready

# The browser tests drive Debian's Chromium; fonts so that text in pictures is text.
$(VENV)/.ready-browser: | $(VENV)/bin/python
	@test -x /usr/bin/chromium || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu-core; }
	@touch $@

run: setup ## the dashboard on http://127.0.0.1:8501, with the sample while there is no real data
	@$(PY) -m sample_data.ensure
	@echo "http://127.0.0.1:$(PORT)"
	@$(VENV)/bin/streamlit run dashboard.py --server.port $(PORT)

# What somebody loaded into it stays; `rm -r warehouse/demo/DAY` begins that day anew.
demo-january: setup ## the month of January to try: figures as of DAY and files that wait, in warehouse/demo/DAY
	@$(PY) -m sample_data.january --day $(DAY) -o warehouse/demo/$(DAY)
	@echo "http://127.0.0.1:$(PORT)"
	@PBGDPL_WAREHOUSE=$(CURDIR)/warehouse/demo/$(DAY)/warehouse PBGDPL_LOCAL_ROLE=steward \
		$(VENV)/bin/streamlit run dashboard.py --server.port $(PORT)

lint: style ## ruff, and the types of the rooms that pyproject.toml lists
	$(TYPES)

style: setup-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

# The types are checked beside the tests, and said after them: alone they would keep one of two cores idle.
test: setup-dev style ## lint and the tests, the browser journeys included: what is run while one works; stories, prose and proofs are apart
	@$(TYPES) > $(VENV)/types.txt & \
		$(PY) -m pytest $(TOGETHER) -m "not story and not prose and not proof" --durations=10 tests; tests=$$?; \
		wait $$!; types=$$?; cat $(VENV)/types.txt; exit $$((tests | types))

# In one go no core is idle while the last of the one are done, and nothing is imported twice.
# Three processes: a story waits for its commands and the disk for a third of its time.
stories: setup-dev ## whole stories (loads after loads, a report from draft to signature, backups, hand-made offices), and the prose
	$(PY) -m pytest $(TOGETHER) -n 3 -m "(story or prose) and not proof" --durations=10 tests

prose: setup-dev ## what pages, files and letters of the odd warehouses say, in every format, against the marts
	$(PY) -m pytest $(TOGETHER) -m prose --durations=3 tests

check: test stories ## what has to pass before a change lands

proofs: setup-dev ## the slow proofs: runs in any order, taken back, killed, read again; whole stories in the browser
	$(PY) -m pytest $(TOGETHER) -m proof --durations=10 tests

bench: setup-dev ## the table of ratios of the performance goals, written into README.md (half an hour, or REPEATS=3 in half of it; a quiet machine)
	$(PY) -m tests.bench --write $(if $(REPEATS),--repeats $(REPEATS))

capacity: setup-dev ## what one machine holds: the table of docs/capacity.md, up to 172 million answers (some minutes)
	$(PY) -m tests.capacity

soak: setup-dev ## many people for a long time: speed, and whether memory grows (25 minutes); writes docs/capacity.md
	$(PY) -m tests.soak --write

drill: setup-dev ## kills a load, and fills its disk, at every durable step (some minutes)
	PBGDPL_DRILL=all $(PY) -m pytest $(TOGETHER) tests/test_faults.py -k durable_step

pictures: setup-dev ## the pictures of the README, taken anew of the sample
	$(PY) -m tests.pictures

fuzz: setup-dev ## hostile files through the door for five minutes
	$(PY) -m tests.fuzz --seconds 300

walk: setup-dev ## STEPS steps by SEED over all pages, as every role, in odd warehouses; WHERE=browser or pages for one way alone
	$(PY) -m tests.walk --seed $(SEED) --steps $(STEPS) --where $(WHERE)

explore: setup-dev ## property tests with new examples, ROUNDS times over; what they find becomes an @example
	for round in $$(seq $(ROUNDS)); do $(PY) -m pytest $(TOGETHER) -m hypothesis --hypothesis-profile=explore tests || exit 1; done

# --strict: an audit that could not ask about a package has not passed.
audit: setup-dev ## known vulnerabilities of what requirements.txt brings with it
	$(VENV)/bin/pip-audit --strict --progress-spinner off -r requirements.txt

# The next major version of the warehouse engine, beside the pinned one: what other programs rely on must hold there too.
DUCKDB2 := .venv-duckdb2
CONTRACT_TESTS := $(addprefix tests/test_,load_contract.py warehouse_rules.py ranks.py oracle.py add_a_year.py \
	questions.py drills.py faults.py doctor.py)

$(DUCKDB2)/.ready: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(DUCKDB2)
	sed 's/^duckdb==[^ ]*/duckdb==2.0.0/' requirements.txt > $(DUCKDB2)/requirements.txt
	cp requirements-dev.txt $(DUCKDB2)/
	$(DUCKDB2)/bin/python -m pip install --quiet --disable-pip-version-check -r $(DUCKDB2)/requirements-dev.txt
	@touch $@

test-duckdb2: $(DUCKDB2)/.ready ## the contract tests on duckdb 2.0.0, in their own environment
	$(DUCKDB2)/bin/python -m pytest $(TOGETHER) $(CONTRACT_TESTS)

# The models on Apache Spark, which nothing else needs: an environment of its own beside the other, in which it finds what both
# need, and Java where there is none.
SPARK := .venv-spark
PACKAGES = import sysconfig; print(sysconfig.get_path("purelib"))

setup-spark: $(SPARK)/.ready

$(SPARK)/.ready: requirements-spark.txt $(VENV)/.ready-dev
	@command -v java >/dev/null || { apt-get update -qq && \
		{ apt-get install -y -qq openjdk-17-jre-headless || apt-get install -y -qq default-jre-headless; }; }
	$(PY) -m venv --clear $(SPARK)
	@$(PY) -c '$(PACKAGES)' > "$$($(SPARK)/bin/python -c '$(PACKAGES)')/beside.pth"
	$(SPARK)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt -r requirements-dev.txt
	@touch $@

# Java compiles once and quickly: no statement over some thousand rows lasts until the slower compiler has paid.
test-spark: export JDK_JAVA_OPTIONS := -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
test-spark: $(SPARK)/.ready ## the models on Apache Spark against DuckDB, two executors, one of them killed (some minutes)
	$(SPARK)/bin/python -m pytest --durations=5 tests/spark.py

clean: ## removes what the commands above made, never data
	rm -rf $(VENV) $(DUCKDB2) $(SPARK) warehouse/sample warehouse/demo
	find . -name __pycache__ -prune -exec rm -r {} +
