//go:build tools

// Package tools pins the ghz that the bench installs into bin/ghz.
package tools

import _ "github.com/bojand/ghz/cmd/ghz"
