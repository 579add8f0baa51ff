// Command floor does the CRUD journey of bench/suites/crud.ts with nothing but grpc-go and generated code: what a call costs
// at the least. Same calls, same rate, same connections, same deadline; statuses and what was read back are checked, and
// it ends with 1 when any iteration failed.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	pb "loadline/bench/gen/vacancies"
)

const (
	callDeadline = 5 * time.Second
	sessions     = 60
	accounts     = 3
)

func main() {
	address := flag.String("address", "", "host:port of the service")
	rate := flag.Int("rate", 250, "iterations a second")
	connections := flag.Int("connections", 251, "connections, each for one iteration at a time")
	duration := flag.Duration("duration", 10*time.Second, "how long iterations start")
	flag.Parse()

	free := make(chan *user, *connections)
	for i := range *connections {
		user, err := newUser(*address, i)
		if err != nil {
			log.Fatal(err)
		}
		free <- user
	}
	var failed, dropped atomic.Int64
	var running sync.WaitGroup
	mark := fmt.Sprintf("floor-%d", time.Now().UnixMilli())
	start := time.Now()
	period := time.Second / time.Duration(*rate)
	for number := 0; time.Duration(number)*period < *duration; number++ {
		time.Sleep(time.Until(start.Add(time.Duration(number) * period)))
		select {
		case user := <-free:
			running.Add(1)
			go func() {
				defer running.Done()
				if err := user.iteration(mark, number); err != nil && failed.Add(1) == 1 {
					log.Print(err)
				}
				free <- user
			}()
		default:
			dropped.Add(1)
		}
	}
	running.Wait()
	fmt.Printf("failed %d, dropped %d\n", failed.Load(), dropped.Load())
	if failed.Load()+dropped.Load() > 0 {
		os.Exit(1)
	}
}

// user has a connection of its own and the session that it shares with others.
type user struct {
	vacancies     pb.VacancyServiceClient
	authorization metadata.MD
}

var tokens [sessions]string

func newUser(address string, number int) (*user, error) {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	session := number % sessions
	if tokens[session] == "" {
		account := session%accounts + 1
		reply, err := pb.NewAuthServiceClient(connection).SignInUser(context.Background(), &pb.SignInUserInput{
			Email:    fmt.Sprintf("user%d@example.com", account),
			Password: fmt.Sprintf("password-%d", account),
		})
		if err != nil {
			return nil, err
		}
		tokens[session] = reply.AccessToken
	}
	return &user{
		vacancies:     pb.NewVacancyServiceClient(connection),
		authorization: metadata.Pairs("authorization", "Bearer "+tokens[session]),
	}, nil
}

func (u *user) iteration(mark string, number int) error {
	title := fmt.Sprintf("Dynamic Accountability Liaison [%s %d]", mark, number)
	description := "Tergum arcus quia vitium caste cubicularis."
	created, err := call(u, u.vacancies.CreateVacancy, &pb.CreateVacancyRequest{
		Title:       title,
		Description: "Cursus vulgivagus depereo teres artificiose abundans sint ago.",
		Division:    pb.Vacancy_SALES,
		Country:     "Peru",
	})
	if err != nil {
		return err
	}
	id, views, country := created.Vacancy.Id, int32(1+number%1000), "Chile"
	changes := &pb.UpdateVacancyRequest{Id: id, Description: &description, Views: &views, Country: &country}
	if _, err := call(u, u.vacancies.UpdateVacancy, changes); err != nil {
		return err
	}
	got, err := call(u, u.vacancies.GetVacancy, &pb.VacancyRequest{Id: id})
	if err != nil {
		return err
	}
	if read := got.Vacancy; read.Title != title || read.Views != views || read.Country != country {
		return fmt.Errorf("read back %v", read)
	}
	deleted, err := call(u, u.vacancies.DeleteVacancy, &pb.VacancyRequest{Id: id})
	if err == nil && !deleted.Success {
		return fmt.Errorf("%s was not deleted", id)
	}
	return err
}

// call makes one call with the user's token and the deadline.
func call[Request, Reply any](
	u *user, method func(context.Context, *Request, ...grpc.CallOption) (*Reply, error), request *Request,
) (*Reply, error) {
	ctx, cancel := context.WithTimeout(metadata.NewOutgoingContext(context.Background(), u.authorization), callDeadline)
	defer cancel()
	return method(ctx, request)
}
