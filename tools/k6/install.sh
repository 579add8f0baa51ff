#!/bin/sh
# Makes bin/k6: a link to the k6 that K6= names or that is on PATH, if it is of the pinned version; else built from the
# Go module that go.mod and go.sum pin. k6 from npm is a placeholder without a program and fails the version check.
set -eu
cd "$(dirname "$0")"
version=$(sed -n 's/^require go\.k6\.io\/k6\/v2 //p' go.mod)
bin=../../bin/k6

is_pinned() { "$1" version 2>/dev/null | grep -q "^k6 $version "; }

if [ -n "${K6:-}" ]; then
  named=$(command -v "$K6") || { echo "K6=$K6: there is no such program" >&2; exit 2; }
  is_pinned "$named" || { echo "K6=$K6 is not k6 $version: name one that is, or leave K6 away" >&2; exit 2; }
  ln -sfn "$(realpath "$named")" "$bin"
  echo "bin/k6: linked to $named"
elif [ -x "$bin" ] && is_pinned "$bin"; then
  :
elif found=$(command -v k6) && is_pinned "$found"; then
  ln -sfn "$(realpath "$found")" "$bin"
  echo "bin/k6: linked to $found"
else
  command -v go >/dev/null || {
    echo "there is neither k6 $version on PATH nor Go to build it: install Go 1.25 or newer, or name a k6 by K6=" >&2
    exit 2
  }
  echo "bin/k6: building k6 $version with $(go env GOVERSION), about a minute, once"
  rm -f "$bin"
  go build -mod=readonly -trimpath -o "$bin" go.k6.io/k6/v2
fi
