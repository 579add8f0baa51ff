SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

sources := $(shell find src protos plans thresholds tools/data -type f -not -path 'src/gen/*' -not -name '*.test.ts')
configs := package.json webpack.config.js buf.gen.yaml buf.yaml tsconfig.json tsconfig.k6.json

##@ Run
demo: setup ## start the reference service, run the vacancies suite against it, leave a report
	@bin/loadline demo

serve: setup ## start the reference vacancy service and keep it until Ctrl-C
	@bin/loadline serve vacancies

##@ Develop
test: setup ## lint, types, unit tests, and the built bundle under the real k6
	@tests/run.sh

bench: setup ## what loadline costs beside a minimal k6 script doing the same
	@node bench/run.js

lint: node_modules/.installed src/gen/.generated ## format and lint, without changing anything
	@echo "lint: biome, then tsc"
	@npx --no-install biome ci .
	@npx --no-install tsc --noEmit -p tsconfig.k6.json
	@npx --no-install tsc --noEmit -p tsconfig.json

format: node_modules/.installed ## write the format that lint asks for
	@npx --no-install biome check --write .

##@ Set-up
setup: k6 build ## everything that the other targets need

k6: ## bin/k6: a link to k6 2.2 on PATH or to K6=, else built from its Go module
	@tools/k6/install.sh

build: dist/.built ## the bundles in dist/

clean: ## remove what was built, but not bin/k6
	rm -rf dist src/gen .make node_modules test-results

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { print "\n" substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package-lock.json
	@echo "set-up: npm ci"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

src/gen/.generated: node_modules/.installed $(shell find protos -type f) buf.gen.yaml buf.yaml
	@echo "set-up: types from protos/"
	@npx --no-install buf generate
	@touch $@

dist/.built: src/gen/.generated $(sources) $(configs)
	@echo "set-up: bundles"
	@rm -rf dist
	@npx --no-install webpack
	@bin/loadline check
	@touch $@

.PHONY: demo serve test bench lint format setup k6 build clean help
