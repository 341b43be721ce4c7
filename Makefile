# Everything a person does with this project; `make help` lists it.
# Needs make, git and Python 3.11 or newer. Everything is installed below .venv.

# Your own Python, and options for pip (README: the CPU build of PyTorch), may be named:
#   make run PYTHON=python3.12 PIP_OPTIONS="…"
PYTHON ?=
PIP_OPTIONS ?=
PYTEST_OPTIONS ?=
# "no" leaves out the tests that need Chromium.
BROWSER_TESTS ?= yes
# A file of passages: "make bench" then measures size, too (docs/benchmarks.md).
PASSAGES ?=
FIELDS ?=
SCALE_OPTIONS ?=
HOST ?= 127.0.0.1
PORT ?= 7860

VENV := .venv
PEERS := .venv-bench
BIN := $(VENV)/bin
PIP_COMMAND := python -m pip --disable-pip-version-check --no-input install --quiet -c constraints.txt
PIP := $(BIN)/$(PIP_COMMAND)

ifeq ($(BROWSER_TESTS),no)
override PYTEST_OPTIONS += -m 'not browser'
BROWSER :=
else
BROWSER := $(VENV)/.browser
endif

# A reader's own settings must not put other code in front of the project's.
unexport PYTHONPATH PYTHONHOME

.PHONY: help setup run test check eval bench bench-peers screenshots clean FORCE
.DEFAULT_GOAL := help

help: ## この一覧を表示します
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.run ## 必要なものを .venv に入れます（2回目からはすぐに終わります）

run: $(VENV)/.run ## 質問のページを http://127.0.0.1:7860 で開きます
	@$(BIN)/assistant serve --host $(HOST) --port $(PORT)

test: $(VENV)/.dev $(BROWSER) ## すべてのテストを実行します
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

check: $(VENV)/.dev $(BROWSER) ## 書式・型・テストをすべて調べます（CI と同じ）
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

eval: $(VENV)/.run ## 質問集で回答の正しさを測ります
	@$(BIN)/assistant eval

bench: $(VENV)/.run ## 速さを測ります（PASSAGES=ファイル で、大きさごとの費用も測ります）
	@status=0; \
	$(BIN)/python benchmarks/speed.py || status=$$?; \
	if [ -n "$(PASSAGES)" ]; then \
	  $(BIN)/python -m benchmarks.scale --passages "$(PASSAGES)" --fields $(FIELDS) \
	    --peers $(if $(wildcard $(PEERS)/.peers),txtai chroma lancedb bm25s) \
	    --peers-python $(PEERS)/bin/python --docs $(SCALE_OPTIONS) || status=$$?; \
	fi; \
	exit $$status

bench-peers: $(PEERS)/.peers ## 大きさごとの費用を比べる相手を .venv-bench に入れます

screenshots: $(VENV)/.dev $(VENV)/.browser ## README の画面の写しを撮り直します
	$(BIN)/python -m pytest tests/web --update-screenshots

clean: ## 入れたものと作ったものを消します（文書・設定・索引の説明は残ります）
	rm -rf $(VENV) $(PEERS) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find index -mindepth 1 ! -name README.md -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.egg-info' -type d -prune -exec rm -rf {} +

# ── what is installed: one stamp for each step, written only when the step has succeeded ──

# An environment names its own folder in its commands: a project that was moved makes it anew.
ifneq ($(shell cat $(VENV)/.python 2>/dev/null),$(CURDIR))
$(VENV)/.python: FORCE
endif

$(VENV)/.python:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14 python; do \
	  "$$python" -c 'import ensurepip, sqlite3, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	    2>/dev/null && break; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 以上（venv を含む）が見つかりません。入れてから、もう一度実行してください（Debian・Ubuntu では: apt-get install python3 python3-venv）。" >&2; \
	  exit 1; \
	fi; \
	echo "$$("$$python" --version) で $(VENV) を作っています…"; \
	"$$python" -m venv --clear $(VENV) && printf '%s\n' '$(CURDIR)' > $@

# torch first and alone, so that its pinned release is there before anything asks for "torch".
$(VENV)/.torch: constraints.txt $(VENV)/.python
	@echo "PyTorch を入れています（数分かかることがあります）…"
	@$(PIP) $(PIP_OPTIONS) torch
	@touch $@

$(VENV)/.run: pyproject.toml $(VENV)/.torch
	@echo "ライブラリを入れています（数分かかることがあります）…"
	@$(PIP) $(PIP_OPTIONS) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "テストに使うものを入れています…"
	@$(PIP) $(PIP_OPTIONS) --editable '.[dev]'
	@touch $@

# What is compared with, apart from the project's own libraries; none of it is needed to run.
$(PEERS)/.peers: benchmarks/peers.txt constraints.txt $(VENV)/.python
	@echo "比べる相手を $(PEERS) に入れています（数分かかることがあります）…"
	@$(BIN)/python -m venv --clear $(PEERS)
	@$(PEERS)/bin/$(PIP_COMMAND) $(PIP_OPTIONS) torch
	@$(PEERS)/bin/$(PIP_COMMAND) $(PIP_OPTIONS) -r benchmarks/peers.txt
	@touch $@

$(VENV)/.browser: scripts/install-browser.sh $(VENV)/.python
	@sh scripts/install-browser.sh
	@touch $@
