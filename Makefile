# The commands of the project; tools/ holds what they do.
PYTHON ?= python3
PORT ?= 8000
PINS = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make pins"

# Campaigns last longer than a test that hangs.
SOAK = -m "soak or hypothesis" --hypothesis-profile=soak -o faulthandler_timeout=1800

.PHONY: help run test soak format messages pins

help:
	@echo "make run       the site with its demo on http://127.0.0.1:$(PORT) (PORT and DATABASE_URL may be set)"
	@echo "make test      lint, types, translations, all tests on SQLite and PostgreSQL, browser journeys"
	@echo "make soak      the long campaigns, about an hour: on PostgreSQL, and kills on SQLite too"
	@echo "make format    bring Python and templates into the house style"
	@echo "make messages  collect the texts to translate and compile the Dutch catalogue"
	@echo "make pins      newest allowed versions into requirements*.txt and package-lock.json"

run:
	@$(PYTHON) tools/install.py
	@PORT=$(PORT) .venv/bin/python tools/run_demo.py

test:
	@$(PYTHON) tools/install.py --dev
	@.venv/bin/python tools/check.py

soak:
	@$(PYTHON) tools/install.py --dev
	@.venv/bin/python tools/throwaway_postgres.py .venv/bin/python -m pytest tests $(SOAK)
	@.venv/bin/python -m pytest tests/incidents/imports/test_kills.py $(SOAK)

format:
	@$(PYTHON) tools/install.py --dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	-.venv/bin/djlint templates --reformat --quiet

# Compiling reads the settings, which want a key; in a fresh clone there is none yet.
messages: export SECRET_KEY ?= only-for-messages-0123456789-abcdefghijklmnop
messages:
	@$(PYTHON) tools/install.py --dev
	.venv/bin/python manage.py makemessages --locale nl --no-obsolete --no-wrap --add-location file \
		--ignore node_modules --ignore tests --ignore tools --ignore bench
	.venv/bin/python manage.py compilemessages --locale nl --ignore .venv --ignore node_modules

pins:
	@$(PYTHON) tools/install.py --dev
	$(PINS) --upgrade requirements.in -o requirements.txt
	$(PINS) --upgrade requirements-dev.in -o requirements-dev.txt
	$(PINS) --upgrade requirements-node.in -o requirements-node.txt
	PATH="$$PATH:$(CURDIR)/.venv/bin" npm install --package-lock-only --ignore-scripts
