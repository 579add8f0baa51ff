#!/bin/sh
# Builds bin/act from the Go module that go.mod and go.sum pin. Tests run GitHub Actions workflows with it.
set -eu
cd "$(dirname "$0")"
module=github.com/nektos/act
version=$(sed -n "s|^require $module v||p" go.mod)
bin=../../bin/act

if "$bin" --version 2>/dev/null | grep -q " $version\$"; then exit 0; fi
command -v go >/dev/null || {
  echo "there is no Go to build act $version, which the tests of workflows need: install Go 1.25 or newer" >&2
  exit 2
}
echo "bin/act: building act $version with $(go env GOVERSION), once"
rm -f "$bin"
go build -mod=readonly -trimpath -ldflags "-X main.version=$version" -o "$bin" "$module"
