# Every command of the project in one place; `make` alone lists them.
# Logic longer than a line lives in scripts/, so that it can be read, linted and run by hand.

PORT ?= 8000
TESTS ?=
BENCH ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-fast endurance lint format bench bench-search bench-scraper bench-citations relevance citations fuzz screenshots lock clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' Makefile

run: ## serve the knowledge base on http://127.0.0.1:8000 (PORT=…), installing what it needs
	@sh scripts/run $(PORT)

test: ## check everything: style, types, every test on SQLite and PostgreSQL, a real browser (TESTS=…)
	@sh scripts/test full $(TESTS)

test-fast: ## only the quick tests, on SQLite, without a browser (TESTS=…)
	@sh scripts/test fast $(TESTS)

endurance: ## kill the program and crowd one entry for minutes, on SQLite and PostgreSQL
	@sh scripts/endurance

lint: ## style, types and import layers
	@sh scripts/lint

format: ## let ruff rewrite what it can
	@sh scripts/lint --fix

bench: ## measure speed beside Datasette; the results go to docs/benchmarks.md (searching: bench-search)
	@sh scripts/bench web

bench-search: ## measure searching beside FTS5, Tantivy and PostgreSQL (BENCH=--sizes 1000000 …)
	@sh scripts/bench search $(BENCH)

bench-scraper: ## measure reading, comparing, importing and running sources (BENCH=--due 1000 …)
	@sh scripts/bench scraper $(BENCH)

bench-citations: ## measure recognising citations and checking a brief of sixty pages
	@sh scripts/bench citations

relevance: ## measure whether searching finds what people mean, over the judged queries
	@sh scripts/relevance

citations: ## count how many citations of the tables are recognised, family by family
	@sh scripts/citations

fuzz: ## ask 105,000 random queries: none may fail or take over two seconds (half an hour)
	@sh scripts/fuzz

screenshots: ## take pictures of the main pages into docs/images/
	@sh scripts/screenshots

lock: ## resolve the dependencies anew and write the lock files
	@sh scripts/lock

clean: ## remove the virtual environment, caches and builds; data/ stays
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
