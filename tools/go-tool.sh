# shellcheck shell=sh disable=SC2154 # Who reads this file sets the names below.
# Builds a program of another project from the Go module that go.mod and go.sum of the current folder pin. Each install.sh says
# which, and then reads this file:
#   name      of the program in bin/
#   module    its Go module; `package` is the program's place in it, empty for the root
#   purpose   who needs it, for the message when there is no Go
#   is_there  whether $bin is version $version
#   stamp     variable of the program that takes its version, with its value
version=$(sed -n "s|^require $module v||p" go.mod)
bin=../../bin/$name

if is_there; then exit 0; fi
command -v go >/dev/null || {
  echo "there is no Go to build $name $version, which $purpose: install Go 1.25 or newer" >&2
  exit 2
}
echo "bin/$name: building $name $version with $(go env GOVERSION), once"
rm -f "$bin"
go build -mod=readonly -trimpath -ldflags "-X $(stamp)" -o "$bin" "$module$package"
