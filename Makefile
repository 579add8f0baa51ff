SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

# First of all, as an old Node passes the set-up and fails later; without one, this list and clean still work.
ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),help)),)
node_problem := $(shell tools/check-node.sh 2>&1)
ifneq ($(node_problem),)
$(error $(node_problem))
endif
endif

sources := $(shell find src packages/loadline/src/k6 packages/loadline/src/core protos plans thresholds tools/data -type f -not -path 'src/gen/*' -not -name '*.test.ts')
package_sources := $(shell find packages/loadline/src -type f -not -name '*.test.ts')
service_sources := $(shell find services/src packages/loadline/src/core -type f -not -name '*.test.ts') services/package.json
configs := package.json webpack.config.js packages/loadline/package.json $(wildcard packages/loadline/webpack/*.js) tsconfig.json tsconfig.k6.json
cli := packages/loadline/dist/cli
# Checks types ten times faster. It has no API for ts-loader and the report of exports, which still need TypeScript 6.
native_tsc := node_modules/typescript-native/bin/tsc
tsc := node_modules/typescript/bin/tsc

##@ Run
SUITE ?= vacancies

demo: setup ## start a reference service (SUITE=vacancies), run the suite against it, leave a report
	@bin/loadline demo $(SUITE)

archive: setup ## pack the suite (SUITE=vacancies) into dist/<suite>.tar for `k6 run` elsewhere; secrets stay out
	@bin/loadline archive $(SUITE)

serve: setup ## start a reference service (SUITE=vacancies) and keep it until Ctrl-C
	@bin/loadline serve $(SUITE)

##@ Develop
test: setup ## for each change, 6 min: lint, types, unit tests, services, the report in a browser, the bundles under the real k6
	@LINT=1 tests/run.sh test unit unit-stateless services browser k6

test-all: setup toxiproxy delivery-tools ## all other tests but the long ones, 30 min: more suites, documents, package, builds, pace, faults, CI, image
	@tests/run.sh all unit-more browser-more k6-more k6-alone faults delivery container

test-long: setup ## what takes long: starved generators 20 times over, millions of samples, ten minutes flat
	@REPEATS=20 npx --no-install vitest run --project k6-alone tests/validity.test.ts
	@npx --no-install vitest run --project long

test-faults: setup toxiproxy ## of test-all, 6 min: slow, cut, dying servers behind Toxiproxy, and other slow tests of faults
	@tests/run.sh faults faults

test-delivery: setup delivery-tools ## of test-all, 5 min: the workflows and jobs of CI, run on this machine
	@tests/run.sh delivery delivery

test-container: setup ## of test-all, 2 min: the image, built by buildah and run by podman
	@tests/run.sh container container

test-k8s: setup ## runs on a real Kubernetes control plane, which it builds first: five minutes, once
	@tools/kube/install.sh
	@tests/run.sh k8s k8s

bench: setup ## what loadline costs beside its peers, into bench/RESULTS.md; nothing else may run meanwhile
	@bench/install.sh peers
	@node bench/run.js

bench-quick: setup ## its rows cpu, scale and start in 90 s; fails when a goal is missed by more than the spread
	@bench/install.sh
	@node bench/run.js --quick

lint: node_modules/.installed src/gen/.generated ## format, types, unused code, spelling, docs that are old; changes nothing
	@tools/lint.sh

format: node_modules/.installed ## write the format that lint asks for
	@npx --no-install biome check --write .

package: package-parts ## the package as npm installs it: .make/loadline-<version>.tgz
	@cd packages/loadline && npm pack --ignore-scripts --silent --pack-destination ../../.make

docs: build ## write docs/cli.md, docs/errors.md, docs/kit.md, schemas/, the report of exports and THIRD-PARTY.md from the code
	@node tools/docs.js

pictures: setup ## the pictures in docs/: reports of two real runs, and the console
	@node tools/pictures.js

##@ Set-up
setup: k6 build ## everything that the other targets need

k6: ## bin/k6: a link to a k6 from 2.2 on, below 3, on PATH or named by K6=, else built from its Go module
	@tools/k6/install.sh

toxiproxy: ## bin/toxiproxy-server, which test-faults puts between k6 and a service
	@tools/toxiproxy/install.sh

otelcol: ## bin/otelcol, the OpenTelemetry Collector that the tests of telemetry send to: minutes, once
	@tools/otelcol/install.sh

delivery-tools: ## bin/act, bin/actionlint and what else test-delivery runs workflows with
	@tools/actionlint/install.sh
	@tools/act/install.sh
	@tools/gitlab-ci-local/install.sh

build: dist/.built services/dist/index.js ## the command line, the bundles in dist/, and the reference services

audit: node_modules/.installed ## compare what was installed with what was published
	@tools/audit.sh

clean: ## remove what was built, but not bin/k6
	rm -rf dist packages/loadline/dist src/gen services/dist services/gen .make node_modules test-results

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { print "\n" substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package-lock.json
	@echo "set-up: npm ci"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

src/gen/.generated: node_modules/.installed $(shell find protos $(wildcard tests/fixtures/protos) -type f) buf.gen.yaml buf.yaml \
    $(wildcard packages/loadline/webpack/*-types.js)
	@echo "set-up: types from protos/"
	@node packages/loadline/webpack/proto-types.js protos src/gen/json & types=$$!; \
	  node packages/loadline/webpack/proto-types.js tests/fixtures/protos src/gen/fixtures & fixtures=$$!; \
	  node_modules/.bin/buf generate && wait $$types && wait $$fixtures
	@touch $@

# Beside what was built last, which stays until the new one is whole.
$(cli)/.built: node_modules/.installed $(package_sources) $(configs) packages/loadline/webpack.config.js
	@echo "set-up: command line"
	@rm -rf .make/cli
	@CLI=.make/cli node --max-semi-space-size=128 node_modules/.bin/webpack --config packages/loadline/webpack.config.js
	@mkdir -p packages/loadline/dist
	@rm -rf $(cli)
	@mv .make/cli $(cli)
	@touch $@

dist/.built: src/gen/.generated $(sources) $(configs) $(cli)/.built
	@echo "set-up: bundles"
	@rm -rf .make/dist
	@mkdir -p .make
	@node packages/loadline/webpack/entries.js
	@$(native_tsc) --noEmit -p tsconfig.k6.json & types=$$!; \
	  DIST=.make/dist node --max-semi-space-size=128 packages/loadline/webpack/build.js && wait $$types
	@bin/loadline check --bundles .make/dist
	@rm -rf dist
	@mv .make/dist dist
	@touch $@

# What a packed package has instead of its sources.
lib := packages/loadline/dist/lib
$(lib)/.built: node_modules/.installed $(package_sources) $(wildcard packages/loadline/tsconfig*.json packages/loadline/webpack/*.js) tools/without-comments.js tsconfig.json tsconfig.k6.json
	@echo "set-up: package"
	@rm -rf .make/lib
	@$(tsc) -p packages/loadline/tsconfig.lib.json & lib=$$!; \
	  $(tsc) -p packages/loadline/tsconfig.testing.json && \
	  $(tsc) -p packages/loadline/tsconfig.webpack.json && wait $$lib
	@node tools/without-comments.js .make/lib
	@cp packages/loadline/src/k6/globals.d.ts .make/lib/k6/
	@rm -rf $(lib)
	@mv .make/lib $(lib)
	@touch $@

package-parts: $(cli)/.built $(lib)/.built
	@node tools/without-comments.js $(cli)
	@cp README.md LICENSE NOTICE THIRD-PARTY.md packages/loadline/
	@mkdir -p packages/loadline/k6
	@cp tools/k6/go.mod tools/k6/go.sum tools/k6/tools.go packages/loadline/k6/

# Packages are left where npm has put them.
services/dist/index.js: src/gen/.generated $(service_sources)
	@echo "set-up: reference services"
	@cd services && ../node_modules/.bin/vite build --ssr src/index.ts --outDir dist --target node20 --logLevel warn

.PHONY: demo archive serve test test-all test-long test-faults test-delivery test-container test-k8s delivery-tools bench bench-quick lint format package package-parts docs pictures setup k6 toxiproxy otelcol build audit clean help
