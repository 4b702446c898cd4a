# Each target does its own set-up. Works with the make of macOS (GNU 3.81).

.DEFAULT_GOAL := help
.PHONY: help handouts serve quick test test-all check wheel bench clean

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

handouts: ## Build every handout into output/
	@scripts/setup.sh
	@.venv/bin/handouts build --output output

serve: ## Open the web page: choose, brand, look at and print sheets
	@scripts/setup.sh
	@.venv/bin/handouts serve --open

quick: ## Run the tests that lay out no page and start no process: after each edit
	@scripts/test.sh --quick

test: ## Run every test, on a choice of the sheets
	@scripts/test.sh

test-all: ## Run every test, and hold every sheet that ships against its promises
	@scripts/test.sh --all

check: ## Check the code's style and all content, without building
	@scripts/setup.sh --dev
	@.venv/bin/ruff check
	@.venv/bin/handouts check

wheel: ## Make an installable package in dist/
	@scripts/setup.sh --dev
	@.venv/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

bench: ## Measure the cost beside other ways (BENCH=--quick: a few documents), and write docs/performance.md
	@scripts/bench.sh $(BENCH)

clean: ## Remove what was built: output/, dist/ and caches (.venv stays)
	@find output -mindepth 1 -maxdepth 1 ! -name .gitkeep -exec rm -rf {} +
	@rm -rf build dist .pytest_cache .ruff_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
