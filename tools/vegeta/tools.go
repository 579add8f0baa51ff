//go:build tools

// Package tools pins the vegeta that the bench installs into bin/vegeta.
package tools

import _ "github.com/tsenart/vegeta/v12"
