#!/bin/sh
# Builds bin/actionlint, which checks GitHub Actions workflows, from the Go module that go.mod and go.sum pin.
set -eu
cd "$(dirname "$0")"
module=github.com/rhysd/actionlint
version=$(sed -n "s|^require $module v||p" go.mod)
bin=../../bin/actionlint

if "$bin" -version 2>/dev/null | grep -q "^$version\$"; then exit 0; fi
command -v go >/dev/null || {
  echo "there is no Go to build actionlint $version, which checks the workflows: install Go 1.25 or newer" >&2
  exit 2
}
echo "bin/actionlint: building actionlint $version with $(go env GOVERSION), once"
rm -f "$bin"
go build -mod=readonly -trimpath -ldflags "-X $module.version=$version" -o "$bin" "$module/cmd/actionlint"
