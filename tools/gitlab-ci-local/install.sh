#!/bin/sh
# Installs the gitlab-ci-local that package-lock.json pins. Tests run a GitLab job with it.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC3013 # POSIX has -nt since 2024, and dash long before.
[ node_modules/.installed -nt package-lock.json ] && exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
touch node_modules/.installed
