package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
)

// stats is what the control port tells, since the last reset.
type stats struct {
	// Calls by full name of the method, such as pb.VacancyService/GetVacancy.
	Calls map[string]int `json:"calls"`
	// FirstMs is when the first call of each method came, in milliseconds since 1970.
	FirstMs map[string]int64 `json:"firstMs"`
	// Failed is how many calls were answered with anything but OK.
	Failed int `json:"failed"`
	// Messages sent in streams.
	Messages int `json:"messages"`
}

// counter counts calls by method.
type counter struct {
	mutex sync.Mutex
	stats stats
}

func newCounter() *counter {
	counter := &counter{}
	counter.reset()
	return counter
}

// count takes note of a call that was answered. fullMethod has a slash before the service, as grpc-go gives it.
func (c *counter) count(fullMethod string, err error) {
	method := strings.TrimPrefix(fullMethod, "/")
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.stats.Calls[method] == 0 {
		c.stats.FirstMs[method] = time.Now().UnixMilli()
	}
	c.stats.Calls[method]++
	if err != nil {
		c.stats.Failed++
	}
}

// interceptors count the calls of a server.
func (c *counter) interceptors() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.UnaryInterceptor(func(
			ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
		) (any, error) {
			reply, err := handler(ctx, request)
			c.count(info.FullMethod, err)
			return reply, err
		}),
		grpc.StreamInterceptor(func(
			service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler,
		) error {
			err := handler(service, stream)
			c.count(info.FullMethod, err)
			return err
		}),
	}
}

func (c *counter) countMessages(n int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.stats.Messages += n
}

func (c *counter) reset() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.stats = stats{Calls: map[string]int{}, FirstMs: map[string]int64{}}
}

// controlRoutes are GET /stats, POST /reset, POST /token, which issues an access token, and POST /records?count=n, which
// creates records and returns their ids: for tools that can do neither on their own.
func controlRoutes(counter *counter, store *store, tokens *tokens) http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /stats", func(response http.ResponseWriter, _ *http.Request) {
		counter.mutex.Lock()
		defer counter.mutex.Unlock()
		answer(response, counter.stats)
	})
	routes.HandleFunc("POST /reset", func(response http.ResponseWriter, _ *http.Request) {
		counter.reset()
		answer(response, "done")
	})
	routes.HandleFunc("POST /token", func(response http.ResponseWriter, _ *http.Request) {
		token, err := tokens.issue("user1@example.com")
		if err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		answer(response, token)
	})
	routes.HandleFunc("POST /records", func(response http.ResponseWriter, request *http.Request) {
		count, err := strconv.Atoi(request.URL.Query().Get("count"))
		if err != nil || count < 1 || count > 1_000_000 {
			http.Error(response, "count is a whole number from 1 to 1000000", http.StatusBadRequest)
			return
		}
		answer(response, store.seed(count))
	})
	return routes
}

func answer(response http.ResponseWriter, body any) {
	response.Header().Set("content-type", "application/json")
	_ = json.NewEncoder(response).Encode(body)
}
