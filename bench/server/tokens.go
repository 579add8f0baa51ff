package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const (
	keyBits   = 2048
	tokenLife = time.Hour
)

// tokens issues RS256 access tokens, as long as those of the reference service, and knows the ones it issued.
type tokens struct {
	key    *rsa.PrivateKey
	mutex  sync.RWMutex
	issued map[string]bool
}

func newTokens() (*tokens, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	return &tokens{key: key, issued: map[string]bool{}}, err
}

func (t *tokens) issue(subject string) (string, error) {
	now := time.Now()
	claims := map[string]any{
		"sub": subject, "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(tokenLife).Unix(),
	}
	text := part(map[string]any{"alg": "RS256", "typ": "at+jwt"}) + "." + part(claims)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, t.key, crypto.SHA256, digest[:])
	if err != nil {
		return "", err
	}
	token := text + "." + base64.RawURLEncoding.EncodeToString(signature)
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.issued[token] = true
	return token, nil
}

// check is the gRPC error UNAUTHENTICATED unless the call brings a token that was issued here.
func (t *tokens) check(ctx context.Context) error {
	const scheme = "Bearer "
	values := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(values) == 1 && len(values[0]) > len(scheme) {
		t.mutex.RLock()
		defer t.mutex.RUnlock()
		if t.issued[values[0][len(scheme):]] {
			return nil
		}
	}
	return status.Error(codes.Unauthenticated, "metadata \"authorization: Bearer <access token>\" is missing or wrong")
}

func part(fields map[string]any) string {
	text, _ := json.Marshal(fields)
	return base64.RawURLEncoding.EncodeToString(text)
}
