#!/bin/sh
# Builds bin/act from the Go module that go.mod and go.sum pin. Tests run GitHub Actions workflows with it.
set -eu
cd "$(dirname "$0")"
name=act module=github.com/nektos/act package='' purpose='the tests of workflows need'
is_there() { "$bin" --version 2>/dev/null | grep -q " $version\$"; }
stamp() { echo "main.version=$version"; }
. ../go-tool.sh
