#!/bin/sh
# Builds bin/vegeta, which the bench compares loadline with, from the Go module that go.mod and go.sum pin.
set -eu
cd "$(dirname "$0")"
name=vegeta module=github.com/tsenart/vegeta/v12 package='' purpose='the bench needs'
is_there() { "$bin" --version 2>/dev/null | grep -q "^Version: v$version\$"; }
stamp() { echo "main.Version=v$version"; }
. ../go-tool.sh
