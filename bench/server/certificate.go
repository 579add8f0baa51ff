package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

const certificateLife = 24 * time.Hour

// authority signs certificates. The zero value signs each with its own key.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// newChain makes a certificate for 127.0.0.1 and the chain to its root, with the keys of Let's Encrypt's ECDSA chain: P-256
// below an intermediate and a root of P-384. A client verifies both signatures for each connection. The root is returned as
// PEM, too, for the clients that have to trust it.
func newChain() (tls.Certificate, string, error) {
	root, err := authority{}.issue(elliptic.P384(), x509.Certificate{Subject: pkix.Name{CommonName: "root"}, IsCA: true})
	if err != nil {
		return tls.Certificate{}, "", err
	}
	intermediate, err := root.issue(elliptic.P384(), x509.Certificate{Subject: pkix.Name{CommonName: "intermediate"}, IsCA: true})
	if err != nil {
		return tls.Certificate{}, "", err
	}
	leaf, err := intermediate.issue(elliptic.P256(), x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}})
	if err != nil {
		return tls.Certificate{}, "", err
	}
	chain := tls.Certificate{
		Certificate: [][]byte{leaf.certificate.Raw, intermediate.certificate.Raw},
		PrivateKey:  leaf.key,
	}
	return chain, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.certificate.Raw})), nil
}

// issue makes a certificate and its key. Those of an authority can sign further ones.
func (a authority) issue(curve elliptic.Curve, template x509.Certificate) (authority, error) {
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		return authority{}, err
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore = time.Now().Add(-time.Hour)
	template.NotAfter = time.Now().Add(certificateLife)
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageDigitalSignature
	if template.IsCA {
		template.KeyUsage = x509.KeyUsageCertSign
	}
	if a.key == nil {
		a = authority{certificate: &template, key: key}
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return authority{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return authority{certificate: certificate, key: key}, err
}
