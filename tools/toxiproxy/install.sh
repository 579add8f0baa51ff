#!/bin/sh
# Builds bin/toxiproxy-server from the Go module that go.mod and go.sum pin. The fault tests put it between k6 and a service.
set -eu
cd "$(dirname "$0")"
module=github.com/Shopify/toxiproxy/v2
version=$(sed -n "s|^require $module v||p" go.mod)
bin=../../bin/toxiproxy-server

if "$bin" -version 2>/dev/null | grep -q " $version\$"; then exit 0; fi
command -v go >/dev/null || {
  echo "there is no Go to build toxiproxy $version, which the tests of faults need: install Go 1.25 or newer" >&2
  exit 2
}
echo "bin/toxiproxy-server: building toxiproxy $version with $(go env GOVERSION), once"
rm -f "$bin"
go build -mod=readonly -trimpath -ldflags "-X $module.Version=$version" -o "$bin" "$module/cmd/server"
