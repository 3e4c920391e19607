# Every verb, one line each. Type `make` to read them.
PYTHON ?= python3
INSTALL = $(PYTHON) ilp/embedded/install.py
DEV = $(INSTALL) --dev
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install run test bench lint format screens shell manage with lock messages hooks clean

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

install: ## Make .venv with everything, development tools too; build front-end files and translations
	@$(DEV)

run: ## Start ILP with a demo district: database, broker, web, worker, beat (Ctrl-C ends all)
	@$(INSTALL) run

test: ## Run all checks and tests on real servers and a real browser (ARGS="tests/pws -k late")
	@$(DEV) test $(ARGS)

bench: ## Measure every budget and print it beside its limit (ARGS="-k rollup")
	@$(DEV) bench $(ARGS)

lint: ## Check style, types, templates and the direction of imports
	@$(DEV) lint

format: ## Write code and templates in the project's style
	@$(DEV) format

screens: ## Take pictures of the main screens into docs/screens/ (ARGS="-k board,desa")
	@$(DEV) screens $(ARGS)

shell: ## Open a Python shell with all models
	@$(INSTALL) manage shell

manage: ## Run a Django command as owner of the database (ARGS="showmigrations pws")
	@$(INSTALL) manage $(ARGS)

with: ## Run any command with the servers up (ARGS="psql")
	@$(INSTALL) with -- $(ARGS)

lock: ## Write requirements/*.txt again from pyproject.toml (ARGS=--upgrade)
	@$(DEV) lock $(ARGS)

messages: ## Collect texts to translate into ilp/locale
	@$(DEV) messages

hooks: ## Run the checks before every commit
	@$(DEV) hooks

clean: ## Remove what was built, not the data
	@rm -rf .tools node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
