//go:build tools

// Package tools pins the act that the tests install into bin/act.
package tools

import _ "github.com/nektos/act"
