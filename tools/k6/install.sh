#!/bin/sh
# Creates bin/k6: a link to the k6 that K6= names or that is on PATH, if loadline accepts its version. Otherwise builds it from
# the Go module that go.mod and go.sum pin. k6 from npm is a placeholder without a program and fails the version check.
set -eu

# A relative path is relative to the caller's folder.
case "${K6:-}" in
  '' | /*) named=${K6:-} ;;
  */*) named=$PWD/$K6 ;;
  *) named=$(command -v "$K6" || echo "$K6") ;;
esac

cd "$(dirname "$0")"
pinned=$(sed -n 's/^require go\.k6\.io\/k6\/v2 //p' go.mod)
bin=../../bin/k6
range='k6 from 2.2 on, below 3'

# The version that a program prints, such as v2.2.0; empty when it is no k6. A k6 prints its file name and the Go that built it.
version_of() { "$1" version 2>/dev/null | sed -n 's/^[^ ]* \(v[0-9][^ ]*\) (.*go1.*/\1/p' | head -n 1; }

is_taken() {
  case "$(version_of "$1")" in
    v2.0.* | v2.1.* | v2.0-* | v2.1-*) return 1 ;;
    v2.*) ;;
    *) return 1 ;;
  esac
}

link() {
  ln -sfn "$(realpath "$1")" "$bin"
  found=$(version_of "$1")
  [ "$found" = "$pinned" ] && tested='' || tested=", tested with $pinned"
  echo "bin/k6: linked to $1 ($found$tested)"
}

if [ -n "$named" ]; then
  { [ -f "$named" ] && [ -x "$named" ]; } || { echo "K6=$K6: there is no such program" >&2; exit 2; }
  is_taken "$named" || {
    found=$(version_of "$named")
    echo "K6=$K6 is ${found:+k6 $found, }not a $range: name one, or unset K6" >&2
    exit 2
  }
  [ "$(realpath "$named")" = "$(realpath "$bin" 2>/dev/null)" ] || link "$named"
elif [ -x "$bin" ] && is_taken "$bin"; then
  :
elif found=$(command -v k6) && is_taken "$found"; then
  link "$found"
else
  if found=$(command -v k6); then
    version=$(version_of "$found")
    echo "bin/k6: $found is ${version:+k6 $version, }not a $range, and is not used"
  fi
  command -v go >/dev/null || {
    echo "there is neither a $range on PATH nor Go to build one: install Go 1.25 or newer, or name a k6 by K6=" >&2
    exit 2
  }
  echo "bin/k6: building k6 $pinned with $(go env GOVERSION), about a minute, once"
  rm -f "$bin"
  # Go must not download another version of itself.
  GOTOOLCHAIN=local go build -mod=readonly -trimpath -o "$bin" go.k6.io/k6/v2
fi
