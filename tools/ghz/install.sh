#!/bin/sh
# Builds bin/ghz, which the bench compares loadline with, from the Go module that go.mod and go.sum pin.
set -eu
cd "$(dirname "$0")"
module=github.com/bojand/ghz
version=$(sed -n "s|^require $module v||p" go.mod)
bin=../../bin/ghz

if "$bin" --version 2>&1 | grep -q "^v$version\$"; then exit 0; fi
command -v go >/dev/null || {
  echo "there is no Go to build ghz $version, which the bench needs: install Go 1.25 or newer" >&2
  exit 2
}
echo "bin/ghz: building ghz $version with $(go env GOVERSION), once"
rm -f "$bin"
go build -mod=readonly -trimpath -ldflags "-X main.version=v$version" -o "$bin" "$module/cmd/ghz"
