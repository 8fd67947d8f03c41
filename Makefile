# make demo: an evening at the bundled compound, simulated, filmed, alerted, scored; open out/demo/report.html
# make test: every check the project has, as CI runs them
# make test-train: the tests of training, with torch (some 6 GB)
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-$(notdir $(PYTHON))

.PHONY: install demo test test-train check bench clean

$(STAMP): pyproject.toml
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,import]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'trackeval>=1.3'
	@echo 'Compiling, and a minute at the bundled compound to see that all is well.'
	$(BIN)/ringfence selftest
	touch $@

install: $(STAMP)

demo: install
	$(BIN)/ringfence demo --out out/demo

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-train: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	$(BIN)/python -m pytest -n 0 -m train

bench: install
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable -n 0

clean:
	rm -rf out $(VENV)
