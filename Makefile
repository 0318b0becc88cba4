# Everything done to this tree by hand is done through this file; `make` alone lists it.
# A first call sets the tree up: .venv, the locked packages, the compiled kernels. Later calls find it done.

PYTHON    ?=
VENV      ?= .venv
RUNS      ?= runs
SCENARIOS ?= infa-wettest-day july30-2021 design-50yr quake-15km-m6-0 lekima-2019
CASES     ?=
ONLY      ?=
FULL      ?=
NO_UV     ?=
UPGRADE   ?=

CANDIDATES := python3.11 python3.12 python3.13 python3.14 python3 python
BIN     := $(VENV)/bin
PY      := $(BIN)/python
PIP     := $(PY) -m pip
STAMPS  := $(VENV)/.stamps
KERNELS := $(wildcard */kernels.py */*/kernels.py */*/*/kernels.py)
# One package of the lock, installed by pip before the others.
SEED     = sed -n "/^$(1)==/,/\# via/p" $< > "$(STAMPS)/$(1).txt" \
           && $(PIP) install --quiet --require-hashes --requirement "$(STAMPS)/$(1).txt"
SYNC    := $(BIN)/uv pip sync --quiet --python $(PY) --no-build-isolation --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test check verify bench docs lock clean

help:
	@echo "make run      set up, make the synthetic district, run the main scenarios into $(RUNS)/"
	@echo "make test     the test suite (FULL=1: the slow tests too)"
	@echo "make check    format, lint, types, import directions, structure"
	@echo "make verify   the published cases (CASES=prefix: only these; FULL=1: in full length)"
	@echo "make bench    the speed measurements (ONLY=prefix: only these; FULL=1: the days over the district too)"
	@echo "make docs     the documentation, into build/docs/"
	@echo "make setup    only set up (PYTHON=interpreter to choose one, NO_UV=1 to install with pip)"
	@echo "make lock     write the lock files anew from pyproject.toml (UPGRADE=1: newest versions)"
	@echo "make clean    remove $(VENV), caches and builds; results stay"

# ---- set-up ---------------------------------------------------------------------------------------------

setup: $(STAMPS)/kernels

# A candidate counts when it runs, is 3.11 or newer and can make environments.
$(STAMPS)/venv:
	@set -e; chosen=""; found=""; \
	if [ -x "$(PY)" ] && "$(PY)" -m pip --version >/dev/null 2>&1; then chosen=kept; fi; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",$(CANDIDATES)); do \
	    [ -z "$$chosen" ] || break; \
	    version=$$("$$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue; \
	    found="$$found $$candidate ($$version)"; \
	    "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue; \
	    found="$$found, without venv or ensurepip"; \
	    "$$candidate" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	    chosen="$$candidate"; \
	done; \
	if [ -z "$$chosen" ]; then \
	    echo "No usable Python: 3.11 or newer with its venv module is needed; found:$${found:- none}." >&2; \
	    echo "Install one (on Debian and Ubuntu: python3 and python3-venv) or name it: make PYTHON=/path/to/python" >&2; \
	    exit 1; \
	fi; \
	if [ "$$chosen" != kept ]; then \
	    echo "Making $(VENV) with $$chosen ($$version)"; \
	    "$$chosen" -m venv "$(VENV)"; \
	fi
	@mkdir -p "$(STAMPS)" && touch $@

# uv does not read pip's settings: a mirror or certificate set there is handed on, and where a network has a
# certificate of its own the system's are tried. The hashes hold whatever the source. setuptools comes first
# because one package has to be built.
$(STAMPS)/packages: requirements-dev.lock | $(STAMPS)/venv
	@echo "Installing the locked packages"
	@$(call SEED,setuptools)
	@mirror=$${PIP_INDEX_URL:-$$($(PIP) config get global.index-url 2>/dev/null)}; \
	certificate=$${PIP_CERT:-$$($(PIP) config get global.cert 2>/dev/null)}; \
	if [ -n "$$mirror" ] && [ -z "$$UV_DEFAULT_INDEX" ]; then export UV_DEFAULT_INDEX="$$mirror"; fi; \
	if [ -n "$$certificate" ] && [ -z "$$SSL_CERT_FILE" ]; then export SSL_CERT_FILE="$$certificate"; fi; \
	if [ -z "$(NO_UV)" ] && $(call SEED,uv) && { $(SYNC) $< 2>/dev/null || $(SYNC) --system-certs $<; }; \
	then :; else \
	    $(if $(NO_UV),:,echo "uv cannot do it here; pip does it now, which takes some minutes"); \
	    $(PIP) install --quiet --no-build-isolation --require-hashes --requirement $<; \
	fi
	@touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/packages
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# numba keeps what it compiles beside the sources; doing it here keeps it out of a forecast's deadline.
$(STAMPS)/kernels: scenarios/warm.py $(KERNELS) $(STAMPS)/project
	@echo "Compiling the kernels"
	@$(PY) -m scenarios.warm
	@touch $@

lock: $(STAMPS)/venv
	@[ -x $(BIN)/uv ] || $(PIP) install --quiet uv
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --constraints requirements.lock --group dev --output-file requirements-dev.lock pyproject.toml

# ---- use ------------------------------------------------------------------------------------------------

# A run makes the synthetic district it needs and is skipped when it is published already.
run: setup
	@set -e; for scenario in $(SCENARIOS); do $(BIN)/fangzai run "$$scenario" --runs "$(RUNS)"; done

test: setup
	$(BIN)/pytest $(if $(FULL),,-m "not slow")
	@NUMBA_DISABLE_JIT=1 $(BIN)/pytest --quiet -m nojit

check: $(STAMPS)/project
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --quiet tests/test_structure.py

verify: setup
	$(PY) -m benchmarks.verify $(if $(CASES),--cases "$(CASES)") $(if $(FULL),--full)

bench: setup
	$(PY) -m benchmarks.bench $(if $(ONLY),--only "$(ONLY)") $(if $(FULL),--full)

docs: $(STAMPS)/project
	$(BIN)/mkdocs build --strict --quiet
	@echo "build/docs/index.html"

clean:
	rm -rf "$(VENV)" build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .asv
	find . -name __pycache__ -type d -not -path "./.git/*" -prune -exec rm -rf {} +
