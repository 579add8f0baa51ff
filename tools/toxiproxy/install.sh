#!/bin/sh
# Builds bin/toxiproxy-server from the Go module that go.mod and go.sum pin. The fault tests put it between k6 and a service.
set -eu
cd "$(dirname "$0")"
name=toxiproxy-server module=github.com/Shopify/toxiproxy/v2 package=/cmd/server purpose='the tests of faults need'
is_there() { "$bin" -version 2>/dev/null | grep -q " $version\$"; }
stamp() { echo "$module.Version=$version"; }
. ../go-tool.sh
