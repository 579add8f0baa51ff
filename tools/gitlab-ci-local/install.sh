#!/bin/sh
# Installs gitlab-ci-local, which runs a job of GitLab in tests, as package-lock.json pins it.
set -eu
cd "$(dirname "$0")"
[ node_modules/.installed -nt package-lock.json ] && exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
touch node_modules/.installed
