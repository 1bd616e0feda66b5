.DEFAULT_GOAL := help
.PHONY: help run test check fmt bench lock messages dev

PYTHON ?= python3
export PYTHON

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install, load the sample series and serve it on PORT (8000)
	@sh scripts/run.sh

test: dev ## run every check and the whole test suite, on SQLite and on PostgreSQL
	@sh scripts/system-packages.sh chromium postgresql java nginx
	@sh scripts/lint.sh
	@sh scripts/test.sh

check: dev ## the quick loop: format, lint, imports, migrations, messages, unit tests
	@sh scripts/lint.sh
	@.venv/bin/python -m pytest -q -m "not browser and not pdf"

fmt: dev ## put code and templates into the house format
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .
	@find templates -name '*.html' -exec .venv/bin/djade {} + || true # it fails when it formats

bench: dev ## compare publishing, printing and serving with their yardsticks
	@sh scripts/system-packages.sh chromium nginx postgresql wrk
	@.venv/bin/python -m bench

lock: dev ## resolve pyproject.toml into requirements/*.txt
	@sh scripts/lock.sh

messages: dev ## collect the words to translate, and compile the translations
	@.venv/bin/python manage.py makemessages -l ru -l en --no-location --no-obsolete --ignore '.venv/*' --ignore 'var/*' --ignore 'staticfiles/*'
	@.venv/bin/python manage.py compilemessages --ignore '.venv/*' --verbosity 0

dev:
	@sh scripts/system-packages.sh pango gettext
	@sh scripts/install.sh dev
