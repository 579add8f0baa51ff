// Command server is the service that every gRPC row of the bench is measured against: the reference vacancy service's calls
// in grpc-go, which answers many times as many of them on one core. Everything in memory, no TLS, tokens are enforced.
// It prints one line of JSON, where it listens, and serves until it is stopped.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"

	"google.golang.org/grpc"

	pb "loadline/bench/gen/vacancies"
)

const seedRecords = 1_000

func main() {
	listener := listen()
	control := listen()
	store := newStore(seedRecords)
	counter := newCounter()
	tokens, err := newTokens()
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(
		grpc.UnaryInterceptor(func(
			ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
		) (any, error) {
			reply, err := handler(ctx, request)
			counter.count(info.FullMethod, err)
			return reply, err
		}),
		grpc.StreamInterceptor(func(
			service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler,
		) error {
			err := handler(service, stream)
			counter.count(info.FullMethod, err)
			return err
		}),
	)
	pb.RegisterAuthServiceServer(server, &authService{tokens: tokens})
	pb.RegisterVacancyServiceServer(server, &vacancyService{store: store, tokens: tokens, counter: counter})
	go func() { log.Fatal(http.Serve(control, controlRoutes(counter, store, tokens))) }()
	go func() { log.Fatal(server.Serve(listener)) }()

	where := map[string]string{"address": listener.Addr().String(), "control": "http://" + control.Addr().String()}
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
