#!/bin/sh
# Builds bin/actionlint, which checks GitHub Actions workflows, from the Go module that go.mod and go.sum pin.
set -eu
cd "$(dirname "$0")"
name=actionlint module=github.com/rhysd/actionlint package=/cmd/actionlint purpose='checks the workflows'
is_there() { "$bin" -version 2>/dev/null | grep -q "^$version\$"; }
stamp() { echo "$module.version=$version"; }
. ../go-tool.sh
