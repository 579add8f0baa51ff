#!/bin/sh
# Makes what the bench runs besides k6: its server and the bare client (Go), and with `peers` ghz and Locust too.
set -eu
cd "$(dirname "$0")"

command -v go >/dev/null || { echo "there is no Go to build the bench's server: install Go 1.25 or newer" >&2; exit 2; }
command -v taskset >/dev/null || { echo "there is no taskset to keep tool and server apart: install util-linux" >&2; exit 2; }
[ -d gen ] || ../node_modules/.bin/buf generate
go build -mod=readonly -trimpath -o bin/ ./server ./peers/floor
[ "${1:-}" = peers ] || exit 0

../tools/ghz/install.sh
if ! cmp -s requirements.txt .venv/installed.txt; then
  echo "bench/.venv: installing Locust and grpcio, once"
  python3 -m venv --clear .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r requirements.txt
  cp requirements.txt .venv/installed.txt
fi
if [ ! -d .venv/stubs ]; then
  mkdir .venv/stubs
  .venv/bin/python -m grpc_tools.protoc -I ../protos --python_out=.venv/stubs --grpc_python_out=.venv/stubs ../protos/vacancies/*.proto
fi
