package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// One Pod from its start to its end.
func (a *agent) run(p *v1.Pod, r *podRun) {
	status := v1.PodStatus{Phase: v1.PodPending, PodIP: r.ip, HostIP: "127.0.0.1", PodIPs: []v1.PodIP{{IP: r.ip}}, StartTime: &metav1.Time{Time: time.Now()}}
	p.Status.PodIP = r.ip
	var mu sync.Mutex
	report := func() {
		for range 5 {
			now, err := a.api.CoreV1().Pods(p.Namespace).Get(context.Background(), p.Name, metav1.GetOptions{})
			if err != nil || now.UID != p.UID {
				return
			}
			mu.Lock()
			conditions := now.Status.Conditions
			now.Status = *status.DeepCopy()
			for _, c := range conditions {
				if c.Type != v1.PodReady && c.Type != v1.ContainersReady {
					now.Status.Conditions = append(now.Status.Conditions, c)
				}
			}
			ready := v1.ConditionTrue
			for _, s := range status.ContainerStatuses {
				if !s.Ready {
					ready = v1.ConditionFalse
				}
			}
			if len(status.ContainerStatuses) == 0 {
				ready = v1.ConditionFalse
			}
			now.Status.Conditions = append(now.Status.Conditions, v1.PodCondition{Type: v1.PodReady, Status: ready, LastTransitionTime: metav1.Now()})
			mu.Unlock()
			if _, err = a.api.CoreV1().Pods(p.Namespace).UpdateStatus(context.Background(), now, metav1.UpdateOptions{}); err == nil {
				return
			}
		}
	}
	defer func() {
		report()
		a.mu.Lock()
		delete(a.pods, string(p.UID))
		a.mu.Unlock()
		if now, err := a.api.CoreV1().Pods(p.Namespace).Get(context.Background(), p.Name, metav1.GetOptions{}); err == nil && now.UID == p.UID && now.DeletionTimestamp != nil {
			a.remove(p)
		}
	}()
	fail := func(why string, err error) {
		status.Phase, status.Reason, status.Message = v1.PodFailed, why, err.Error()
	}
	volumes, err := a.volumes(p)
	if err != nil {
		fail("FailedMount", err)
		return
	}
	stopped := make(chan struct{})
	var grace time.Duration
	go func() { grace = <-r.stop; close(stopped) }()
	one := func(c v1.Container, at *v1.ContainerStatus) {
		now := metav1.Now()
		at.Name, at.Image, at.State = c.Name, c.Image, v1.ContainerState{Running: &v1.ContainerStateRunning{StartedAt: now}}
		cmd, log, err := a.command(p, c, volumes)
		if err == nil {
			err = cmd.Start()
		}
		code := 128
		if err == nil {
			done := make(chan struct{})
			go func() {
				_ = cmd.Wait()
				close(done)
			}()
			go func() {
				for c.ReadinessProbe != nil && c.ReadinessProbe.HTTPGet != nil {
					answer, err := http.Get(fmt.Sprintf("http://%s:%d%s", r.ip, c.ReadinessProbe.HTTPGet.Port.IntVal, c.ReadinessProbe.HTTPGet.Path))
					if err == nil {
						answer.Body.Close()
						if answer.StatusCode < 400 {
							break
						}
					}
					select {
					case <-done:
						return
					case <-time.After(500 * time.Millisecond):
					}
				}
				mu.Lock()
				at.Ready = at.State.Running != nil
				mu.Unlock()
				report()
			}()
			select {
			case <-done:
			case <-stopped:
				_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
				select {
				case <-done:
				case <-time.After(grace):
					_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
					<-done
				}
			}
			code = cmd.ProcessState.ExitCode()
			if s := cmd.ProcessState.Sys().(syscall.WaitStatus); s.Signaled() {
				code = 128 + int(s.Signal())
			}
		} else {
			fmt.Fprintln(log, err)
		}
		log.Close()
		reason, message := "Completed", ""
		if code != 0 {
			reason = "Error"
		}
		if text, err := os.ReadFile(filepath.Join(a.folder(p), c.Name, "termination-log")); err == nil {
			message = string(text)
		}
		mu.Lock()
		at.Ready, at.State = false, v1.ContainerState{Terminated: &v1.ContainerStateTerminated{ExitCode: int32(code), Reason: reason, Message: message, StartedAt: now, FinishedAt: metav1.Now()}}
		mu.Unlock()
	}
	for _, c := range p.Spec.InitContainers {
		var s v1.ContainerStatus
		one(c, &s)
		status.InitContainerStatuses = append(status.InitContainerStatuses, s)
		if s.State.Terminated.ExitCode != 0 {
			fail("Init", fmt.Errorf("%s ended with %d", c.Name, s.State.Terminated.ExitCode))
			return
		}
	}
	status.Phase = v1.PodRunning
	status.ContainerStatuses = make([]v1.ContainerStatus, len(p.Spec.Containers))
	var all sync.WaitGroup
	for i, c := range p.Spec.Containers {
		all.Add(1)
		go func() {
			defer all.Done()
			for tries := int32(0); ; tries++ {
				one(c, &status.ContainerStatuses[i])
				failed := status.ContainerStatuses[i].State.Terminated.ExitCode != 0
				select {
				case <-stopped:
					return
				default:
				}
				if p.Spec.RestartPolicy == v1.RestartPolicyNever || p.Spec.RestartPolicy == v1.RestartPolicyOnFailure && !failed {
					return
				}
				status.ContainerStatuses[i].RestartCount = tries + 1
				report()
				time.Sleep(time.Second)
			}
		}()
	}
	report()
	all.Wait()
	status.Phase = v1.PodSucceeded
	for _, s := range status.ContainerStatuses {
		if s.State.Terminated.ExitCode != 0 {
			status.Phase = v1.PodFailed
		}
	}
}
