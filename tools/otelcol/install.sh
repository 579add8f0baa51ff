#!/bin/sh
# Builds bin/otelcol, an OpenTelemetry Collector with the components that deploy/otel/collector.yaml uses, from the Go
# modules that go.mod and go.sum pin. Tests of telemetry send metrics to it. The build takes a few minutes and is needed
# only once.
set -eu
cd "$(dirname "$0")"
version=$(sed -n 's|^\tgo.opentelemetry.io/collector/receiver/otlpreceiver v||p' go.mod)
bin=../../bin/otelcol

if "$bin" --version 2>/dev/null | grep -q " $version\$"; then exit 0; fi
command -v go >/dev/null || {
  echo "there is no Go to build otelcol $version, which the tests of telemetry need: install Go 1.25 or newer" >&2
  exit 2
}
echo "bin/otelcol: building otelcol $version with $(go env GOVERSION), once"
rm -f "$bin"
go build -mod=readonly -trimpath -ldflags '-s -w' -o "$bin" .
