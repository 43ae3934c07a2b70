# Everything that anybody does here, by name. `make` alone tells what there is.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
EXAMPLE := ces_hakan_2012_34f
REHEARSED := --model build/ci/models --figures build/ci/evaluation.json --params build/ci/params.yaml
export PATH := $(CURDIR)/$(BIN):$(PATH)
export MLFLOW_DISABLE_TELEMETRY := true
export DO_NOT_TRACK := true
export DVC_NO_ANALYTICS := 1
export MLFLOW_SERVER_ENABLE_JOB_EXECUTION := false

.DEFAULT_GOAL := help
# `make -j run` must not report before the model is trained.
.NOTPARALLEL:
.PHONY: help install run repro test browser check fix evaluate bench app report paper book rules clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Install everything needed into .venv

# uv installs the pinned set in seconds; its own version is pinned in the same lock.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make PYTHON=python3.11 ..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet "$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock)"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

run: install repro report ## Main job: profiles -> cases -> classifier -> a real case assessed
	@echo
	@lasegue assess data/published/cases.yaml --case-id $(EXAMPLE)
	@echo
	@echo "Report:    build/report.html"
	@echo "Tracking:  experiments/mlflow.db  (look: $(BIN)/mlflow ui --backend-store-uri sqlite:///experiments/mlflow.db)"
	@echo "App:       make app"

repro: install ## Reproduce the pipeline: knowledge, generate, train, evaluate
	dvc repro

test: check browser ## Run every check and every test
	pytest -n 2 --dist loadfile

# The app is tested in a real Chromium: installed where the machine lets us.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && \
	    { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1; } || \
	  echo "No Chromium here: the browser tests are skipped (with CI=true they fail)."

check: install ## Static checks, import floors, workflow files, knowledge, rule proofs, alarm budget
	ruff check
	ruff format --check
	mypy
	lint-imports
	check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	lasegue knowledge check
	lasegue rules prove
	@mkdir -p build
	lasegue rules budget --gates > build/alarms.txt

fix: install ## Format, and mend what can be mended automatically
	ruff check --fix
	ruff format

evaluate: install ## What CI does with a change: the pipeline at CI size in build/ci, its paper, its gates
	lasegue rehearse --output build/ci
	lasegue paper --output build/ci $(REHEARSED)
	lasegue gate --proofs $(REHEARSED)

bench: install ## Measure speed, each figure against a named rival in the same run
	python -m benchmarks

app: install ## Open the app in a browser
	streamlit run app/main.py

report: install ## Write build/report.html, .md and .json: verdicts of the gates, and the figures of the current model
	@lasegue report

paper: install ## Write model card, TRIPOD+AI checklist and data sheet into build/
	@lasegue paper

book: install ## Write the profile book, build/book/index.html: every number for review, every study replayed
	@lasegue knowledge book

rules: install ## Write the hazard log and the trace matrix, build/rules.html
	@lasegue rules trace

clean: ## Remove what can be made again
	rm -rf build data/synthetic models .dvc/cache .dvc/tmp .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
