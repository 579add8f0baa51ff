package main

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "loadline/bench/gen/vacancies"
)

const defaultLimit = 10

// accounts are those of the reference service: e-mail to password. They open nothing but this.
var accounts = map[string]string{
	"user1@example.com": "password-1",
	"user2@example.com": "password-2",
	"user3@example.com": "password-3",
}

type authService struct {
	pb.UnimplementedAuthServiceServer
	tokens *tokens
}

func (s *authService) SignInUser(_ context.Context, in *pb.SignInUserInput) (*pb.SignInUserResponse, error) {
	if password, known := accounts[in.Email]; !known || password != in.Password {
		return nil, status.Error(codes.InvalidArgument, "invalid email or password")
	}
	token, err := s.tokens.issue(in.Email)
	if err != nil {
		return nil, err
	}
	return &pb.SignInUserResponse{Status: "success", AccessToken: token, RefreshToken: token}, nil
}

type vacancyService struct {
	pb.UnimplementedVacancyServiceServer
	store   *store
	tokens  *tokens
	counter *counter
}

func (s *vacancyService) CreateVacancy(
	ctx context.Context, request *pb.CreateVacancyRequest,
) (*pb.VacancyResponse, error) {
	return s.answer(ctx, func() (*pb.Vacancy, error) { return s.store.create(request) })
}

func (s *vacancyService) GetVacancy(ctx context.Context, request *pb.VacancyRequest) (*pb.VacancyResponse, error) {
	return s.answer(ctx, func() (*pb.Vacancy, error) { return s.store.get(request.Id) })
}

func (s *vacancyService) UpdateVacancy(
	ctx context.Context, request *pb.UpdateVacancyRequest,
) (*pb.VacancyResponse, error) {
	return s.answer(ctx, func() (*pb.Vacancy, error) { return s.store.update(request) })
}

func (s *vacancyService) DeleteVacancy(
	ctx context.Context, request *pb.VacancyRequest,
) (*pb.DeleteVacancyResponse, error) {
	if err := s.tokens.check(ctx); err != nil {
		return nil, err
	}
	if err := s.store.delete(request.Id); err != nil {
		return nil, err
	}
	return &pb.DeleteVacancyResponse{Success: true}, nil
}

func (s *vacancyService) GetVacancies(
	request *pb.GetVacanciesRequest, stream grpc.ServerStreamingServer[pb.Vacancy],
) error {
	if err := s.tokens.check(stream.Context()); err != nil {
		return err
	}
	limit := request.GetLimit()
	if limit < 1 {
		limit = defaultLimit
	}
	listed := s.store.list(request.GetPage(), limit)
	for _, vacancy := range listed {
		if err := stream.Send(vacancy); err != nil {
			return err
		}
	}
	s.counter.countMessages(len(listed))
	return nil
}

func (s *vacancyService) answer(
	ctx context.Context, work func() (*pb.Vacancy, error),
) (*pb.VacancyResponse, error) {
	if err := s.tokens.check(ctx); err != nil {
		return nil, err
	}
	vacancy, err := work()
	if err != nil {
		return nil, err
	}
	return &pb.VacancyResponse{Vacancy: vacancy}, nil
}
