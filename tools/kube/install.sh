#!/bin/sh
# Builds bin/kube, a Kubernetes control plane for tests in one binary, from the Go modules that go.mod and go.sum pin. The build
# takes minutes and 3 GB of memory, once.
set -eu
cd "$(dirname "$0")"
version=$(sed -n 's|^.*k8s\.io/kubernetes v||p' go.mod | head -n 1)
bin=../../bin/kube

# shellcheck disable=SC3013 # POSIX has -nt since 2024, and dash long before.
[ -x "$bin" ] && [ -z "$(find . -name "*.go" -newer "$bin")" ] && [ ! go.sum -nt "$bin" ] && exit 0
command -v go >/dev/null || {
  echo "there is no Go to build Kubernetes $version, which test-k8s needs: install Go 1.26 or newer" >&2
  exit 2
}
echo "bin/kube: building Kubernetes $version with $(go env GOVERSION), about five minutes, once"
named=-X\ k8s.io/component-base/version.gitVersion=v$version
go build -mod=readonly -trimpath -o "$bin" \
  -ldflags "-s -w $named -X k8s.io/client-go/pkg/version.gitVersion=v$version" .
