// Command server is the service that every gRPC row of the bench is measured against: the reference vacancy service's calls
// in grpc-go, which answers many times as many of them on one core. Everything in memory, tokens are enforced. It has two
// ports, one without TLS and one with it. It prints one line of JSON, where it listens and the root of its certificates, and
// serves until it is stopped.
package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	pb "loadline/bench/gen/vacancies"
)

const seedRecords = 1_000

func main() {
	plain, secure, control := listen(), listen(), listen()
	store := newStore(seedRecords)
	counter := newCounter()
	tokens, err := newTokens()
	if err != nil {
		log.Fatal(err)
	}
	chain, root, err := newChain()
	if err != nil {
		log.Fatal(err)
	}
	newServer := func(options ...grpc.ServerOption) *grpc.Server {
		server := grpc.NewServer(append(options, counter.interceptors()...)...)
		pb.RegisterAuthServiceServer(server, &authService{tokens: tokens})
		pb.RegisterVacancyServiceServer(server, &vacancyService{store: store, tokens: tokens, counter: counter})
		return server
	}
	go func() { log.Fatal(http.Serve(control, controlRoutes(counter, store, tokens))) }()
	go func() { log.Fatal(newServer().Serve(plain)) }()
	go func() { log.Fatal(newServer(grpc.Creds(credentials.NewServerTLSFromCert(&chain))).Serve(secure)) }()

	where := map[string]string{
		"address": plain.Addr().String(),
		"tls":     secure.Addr().String(),
		"root":    root,
		"control": "http://" + control.Addr().String(),
	}
	if err := json.NewEncoder(os.Stdout).Encode(where); err != nil {
		log.Fatal(err)
	}
	select {}
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	return listener
}
