package main

import (
	"container/list"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "loadline/bench/gen/vacancies"
)

var errNotFound = status.Error(codes.NotFound, "no document with that Id exists")

// store holds the vacancies. Those in it are never changed, only replaced, so that they can be sent without a lock.
type store struct {
	mutex   sync.Mutex
	newest  *list.List
	byID    map[string]*list.Element
	byTitle map[string]*list.Element
	made    int
}

func newStore(seeded int) *store {
	store := &store{newest: list.New(), byID: map[string]*list.Element{}, byTitle: map[string]*list.Element{}}
	store.seed(seeded)
	return store
}

// seed creates records and returns their ids.
func (s *store) seed(count int) []string {
	ids := make([]string, count)
	for i := range ids {
		title := fmt.Sprintf("seed-%d-%d", s.made, i)
		vacancy, _ := s.create(&pb.CreateVacancyRequest{Title: title, Description: "Seeded", Country: "Seedland"})
		ids[i] = vacancy.Id
	}
	return ids
}

func (s *store) create(request *pb.CreateVacancyRequest) (*pb.Vacancy, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.byTitle[request.Title] != nil {
		return nil, status.Error(codes.AlreadyExists, "post with that title already exists")
	}
	s.made++
	now := time.Now()
	vacancy := &pb.Vacancy{
		// In the shape of a MongoDB ObjectID.
		Id:          fmt.Sprintf("%08x%016x", now.Unix(), s.made),
		Title:       request.Title,
		Description: request.Description,
		Division:    request.Division,
		Country:     request.Country,
		CreatedAt:   timestamppb.New(now),
		UpdatedAt:   timestamppb.New(now),
	}
	element := s.newest.PushFront(vacancy)
	s.byID[vacancy.Id] = element
	s.byTitle[vacancy.Title] = element
	return vacancy, nil
}

func (s *store) get(id string) (*pb.Vacancy, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	element := s.byID[id]
	if element == nil {
		return nil, errNotFound
	}
	return element.Value.(*pb.Vacancy), nil
}

func (s *store) update(request *pb.UpdateVacancyRequest) (*pb.Vacancy, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	element := s.byID[request.Id]
	if element == nil {
		return nil, errNotFound
	}
	old := element.Value.(*pb.Vacancy)
	vacancy := proto.CloneOf(old)
	if request.Title != nil {
		vacancy.Title = *request.Title
	}
	if request.Description != nil {
		vacancy.Description = *request.Description
	}
	if request.Views != nil {
		vacancy.Views = *request.Views
	}
	if request.Division != nil {
		vacancy.Division = *request.Division
	}
	if request.Country != nil {
		vacancy.Country = *request.Country
	}
	vacancy.UpdatedAt = timestamppb.Now()
	delete(s.byTitle, old.Title)
	s.byTitle[vacancy.Title] = element
	element.Value = vacancy
	return vacancy, nil
}

func (s *store) delete(id string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	element := s.byID[id]
	if element == nil {
		return errNotFound
	}
	delete(s.byID, id)
	delete(s.byTitle, element.Value.(*pb.Vacancy).Title)
	s.newest.Remove(element)
	return nil
}

// list is one page, newest first; page counts from 1.
func (s *store) list(page, limit int64) []*pb.Vacancy {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	skip := (max(page, 1) - 1) * limit
	var listed []*pb.Vacancy
	for element := s.newest.Front(); element != nil && int64(len(listed)) < limit; element = element.Next() {
		if skip > 0 {
			skip--
			continue
		}
		listed = append(listed, element.Value.(*pb.Vacancy))
	}
	return listed
}
