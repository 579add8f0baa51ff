//go:build tools

// Package tools pins the toxiproxy that the tests install into bin/toxiproxy-server.
package tools

import _ "github.com/Shopify/toxiproxy/v2/cmd/server"
