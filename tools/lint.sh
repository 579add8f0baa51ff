#!/bin/sh
# Runs all parts of `make lint` at the same time, and prints the output of those that fail. It changes no file.
#   tools/lint.sh           all parts
#   tools/lint.sh words     only the named parts
set -u
cd "$(dirname "$0")/.." || exit
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
mkdir -p .make

PATH=$PWD/node_modules/.bin:$PATH
native_tsc=node_modules/typescript-native/bin/tsc
check() {
  case $1 in
    format) biome ci . ;;
    types) $native_tsc --noEmit -p tsconfig.json ;;
    types-k6) $native_tsc --noEmit -p tsconfig.k6.json ;;
    unused) knip --no-progress --no-config-hints || hint 'remove what nothing uses, or add its reason to knip.jsonc' ;;
    words) cspell lint --quiet --no-progress --show-suggestions --cache --cache-location .make/cspell \
      || hint 'a word that is right goes into cspell.json, in its place in the alphabet' ;;
    docs) node tools/docs.js --check ;;
    *) hint "there is no part $1" ;;
  esac
}

hint() {
  echo "$1"
  return 1
}

parts=${*:-format types types-k6 unused words docs}
for part in $parts; do
  { check "$part" >"$logs/$part.log" 2>&1 || touch "$logs/$part.failed"; } &
done
wait

status=0
for part in $parts; do
  if [ -e "$logs/$part.failed" ]; then
    status=1
    echo "lint: $part failed"
    cat "$logs/$part.log"
  else
    echo "lint: $part ok"
  fi
done
exit $status
