#!/bin/sh
# What was installed is what was published: the registry's signatures of the npm packages, and the checksums of the Go
# modules. Ends with 1 when something does not match; what cannot be checked here is named, and no failure.
set -u
cd "$(dirname "$0")/.."
failed=0

echo "audit: npm packages, by the signatures of their registry"
if words=$(npm audit signatures 2>&1); then
  echo "$words" | sed 's/^/  /'
else
  echo "$words" | sed -n 's/^npm error */  /p; t; /^npm /!s/^/  /p'
  case $words in
    *ENOTFOUND* | *EAI_AGAIN* | *ECONNREFUSED* | *ECONNRESET* | *ETIMEDOUT* | *"network request"*)
      echo "  not checked: npm could not fetch the keys to check by. npm ci has compared every package with package-lock.json" ;;
    *"no dependencies to audit"* | *"no installed dependencies"* | *"found no dependencies"*)
      echo "  not checked: the registry here offers no signatures. npm ci has compared every package with package-lock.json" ;;
    *) echo "  npm packages: FAILED"; failed=1 ;;
  esac
fi

for module in tools/*/go.mod; do
  folder=$(dirname "$module")
  echo "audit: Go modules of $folder, by $folder/go.sum"
  if ! command -v go >/dev/null; then
    echo "  not checked: there is no Go on PATH, so nothing was built from them here"
  elif words=$(cd "$folder" && go mod verify 2>&1); then
    echo "$words" | sed 's/^/  /'
  else
    echo "$words" | sed 's/^/  /'
    echo "  Go modules of $folder: FAILED"
    failed=1
  fi
done

[ $failed -eq 0 ] && echo "audit: nothing differs from what was published, as far as it was checked"
exit $failed
