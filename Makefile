# Needs Python >= 3.11 (with venv) and make. Everything else comes from the locks, with hashes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/stamps
PO     := $(wildcard console/locale/*/LC_MESSAGES/*.po)
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --no-compile
BUILD_INPUTS := pyproject.toml setup.py Makefile

.PHONY: help run setup runtime catalogue catalogues index keys check format test soak bench lock clean

help:
	@echo "make run      open the desk on a demonstration branch"
	@echo "make setup    everything the tests need, into $(VENV)/, and the paigong command in $(BIN)/"
	@echo "make test     set up, check, run every test"
	@echo "make check    format, lint, types, import contracts, catalogues, key tables"
	@echo "make soak     the long series in full, and every test in every way"
	@echo "make bench    speed, as ratios against named peers in the same run"
	@echo "make format   write the formatting and the safe lint fixes"
	@echo "make catalogues  take new msgids from the code into the catalogues"
	@echo "make index    write anew in which room each verb, view and table lies"
	@echo "make keys     draw the key tables of README.md and docs/ anew"
	@echo "make lock     resolve the dependencies anew into the two locks"
	@echo "make clean    remove what was made here"

setup: $(STAMPS)/setup catalogue
	@:

# Only what the program itself needs.
runtime: $(STAMPS)/runtime catalogue
	@:

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Paigong needs Python 3.11 or later: say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "This Python has no venv: install it (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

# The demonstration branch lives half a day: its deadlines are then no longer those of a busy morning.
DEMO := .demo/paigong.db
run: runtime
	@mkdir -p .demo
	@test -n "$$(find .demo/made -mmin -720 2>/dev/null)" -a -f $(DEMO) || { rm -f $(DEMO)* .demo/made; $(BIN)/paigong --db $(DEMO) demo && touch .demo/made; }
	@exec $(BIN)/paigong --db $(DEMO)

# The bytecode is compiled on all cores after pip: without it every start is three times slower. Not that of other
# people's tests, nor of the places of the world's telephone numbers, which nothing here asks for.
define install-from
	@echo "installing from $(1)"
	@$(INSTALL) --require-hashes --only-binary :all: -r $(1)
	@$(INSTALL) --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@$(BIN)/python -m compileall -q -j 0 -x 'site-packages/.*/(tests|geodata)/' $(VENV)/lib console widgets db
endef

$(STAMPS)/setup: requirements.lock $(BUILD_INPUTS) | $(STAMPS)/venv
	$(call install-from,requirements.lock)
	@touch $(STAMPS)/runtime $@

$(STAMPS)/runtime: requirements-run.lock $(BUILD_INPUTS) | $(STAMPS)/venv
	$(call install-from,requirements-run.lock)
	@touch $@

catalogue: $(PO:.po=.mo)
	@:

%.mo: %.po
	@$(BIN)/python -m console.build.catalogue compile

check: setup
	@$(BIN)/ruff format --check --quiet . || { echo "make format writes what is missing" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m console.build.catalogue check
	@$(BIN)/python -m console.build.keydoc check
	@$(BIN)/python -m console.build.index check

format: setup
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

catalogues: setup
	@$(BIN)/python -m console.build.catalogue update

index: setup
	@$(BIN)/python -m console.build.index write

keys: setup
	@$(BIN)/python -m console.build.keydoc write

# Checked meanwhile: types take one core for half a minute. Three on two cores: real terminals and lines wait. The
# bytecode is kept, whatever the surroundings say, and what pytest makes of the tests is made before the workers
# start: each of them would do it anew, and each process would compile the program. What the checks find comes last;
# where they find nothing pytest's summary is the last line.
test: setup
	@$(BIN)/python -m compileall -q -j 0 console widgets db
	@$(BIN)/python -m tests.rewritten
	@$(MAKE) --no-print-directory check >$(VENV)/check.log 2>&1 & check=$$!; \
	PAIGONG_SAMPLED=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 3 --dist worksteal; tested=$$?; \
	wait $$check || { cat $(VENV)/check.log >&2; exit 1; }; exit $$tested

# The long series in full, then everything else in every way in which it is tried.
soak: setup
	@PAIGONG_SOAK=1 $(BIN)/python -m pytest -m soak
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 3 --dist worksteal -m "not soak"

# With bytecode at hand, as it is installed: ratios of a start would measure the compiler.
bench: setup
	@$(BIN)/python -m compileall -q console widgets db bench
	@$(BIN)/python -m bench

COMPILE := uv pip compile pyproject.toml --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
  --no-emit-index-url --no-emit-find-links --no-annotate --no-header

# The one target that needs uv: "pipx install uv".
lock:
	$(COMPILE) --extra postgres --extra print --extra plan --group dev --output-file requirements.lock
	$(COMPILE) --group build --constraint requirements.lock --output-file requirements-run.lock

clean:
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@rm -f $(PO:.po=.mo)
	@find console widgets db tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
