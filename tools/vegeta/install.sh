#!/bin/sh
# Builds bin/vegeta, which the bench compares loadline with, from the Go module that go.mod and go.sum pin.
set -eu
cd "$(dirname "$0")"
module=github.com/tsenart/vegeta/v12
version=$(sed -n "s|^require $module v||p" go.mod)
bin=../../bin/vegeta

if "$bin" --version 2>/dev/null | grep -q "^Version: v$version\$"; then exit 0; fi
command -v go >/dev/null || {
  echo "there is no Go to build vegeta $version, which the bench needs: install Go 1.25 or newer" >&2
  exit 2
}
echo "bin/vegeta: building vegeta $version with $(go env GOVERSION), once"
rm -f "$bin"
go build -mod=readonly -trimpath -ldflags "-X main.Version=v$version" -o "$bin" "$module"
