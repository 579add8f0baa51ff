//go:build tools

// Package tools pins the k6 that the build installs into bin/k6.
package tools

import _ "go.k6.io/k6/v2"
