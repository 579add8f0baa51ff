//go:build tools

// Package tools pins the actionlint that the tests install into bin/actionlint.
package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
