#!/bin/sh
# Builds bin/ghz, which the bench compares loadline with, from the Go module that go.mod and go.sum pin.
set -eu
cd "$(dirname "$0")"
name=ghz module=github.com/bojand/ghz package=/cmd/ghz purpose='the bench needs'
is_there() { "$bin" --version 2>&1 | grep -q "^v$version\$"; }
stamp() { echo "main.version=v$version"; }
. ../go-tool.sh
