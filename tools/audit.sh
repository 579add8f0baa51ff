#!/bin/sh
# Checks that the installed packages are the published ones: the registry's signatures of the npm packages, and the checksums
# of the Go modules. Ends with 1 when something does not match, otherwise with 3 when something could not be checked. The last
# line says which.
set -u
cd "$(dirname "$0")/.." || exit
differing=
unchecked=

differs() { # differs WHAT
  echo "  $1: FAILED"
  differing="$differing${differing:+, }$1"
}

not_checked() { # not_checked WHAT WHY
  echo "  $1: not checked: $2"
  unchecked="$unchecked${unchecked:+, }$1"
}

compared='npm ci has compared every package with package-lock.json'

echo "audit: npm packages, by the signatures of their registry"
if words=$(npm audit signatures 2>&1); then
  echo "$words" | sed 's/^/  /'
  case $words in
    *"verified registry signature"*) ;;
    *) not_checked "npm packages" "npm does not say that it verified a signature. $compared" ;;
  esac
else
  echo "$words" | sed -n 's/^npm error */  /p; t; /^npm /!s/^/  /p'
  case $words in
    *"invalid registry signature"* | *"missing registry signature"* | *"invalid attestation"*)
      differs "npm packages" ;;
    *"no dependencies to audit"* | *"no installed dependencies"* | *"found no dependencies"*)
      not_checked "npm packages" "the registry here offers no signatures. $compared" ;;
    *) not_checked "npm packages" "npm could not fetch what to check by. $compared" ;;
  esac
fi

for module in tools/*/go.mod; do
  folder=$(dirname "$module")
  what="Go modules of $folder"
  echo "audit: $what, by $folder/go.sum"
  if ! command -v go >/dev/null; then
    not_checked "$what" "there is no Go on PATH, so nothing was built from them here"
  elif words=$(cd "$folder" && go mod verify 2>&1); then
    echo "$words" | sed 's/^/  /'
  else
    echo "$words" | sed 's/^/  /'
    case $words in
      *"has been modified"* | *"checksum mismatch"* | *"SECURITY ERROR"*) differs "$what" ;;
      *) not_checked "$what" "Go could not read them" ;;
    esac
  fi
done

if [ -n "$differing" ]; then
  echo "audit: FAILED, these differ from what was published: $differing${unchecked:+; not checked: $unchecked}"
  exit 1
fi
if [ -n "$unchecked" ]; then
  echo "audit: INCOMPLETE, nothing differs, but these were not checked: $unchecked"
  exit 3
fi
echo "audit: passed, everything is what was published"
