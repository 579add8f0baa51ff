package main

// What Pods and Services are to each other, and kubectl to them: names, forwarded ports, logs.

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// /etc/hosts with this Pod and the Services there are: what a cluster's DNS answers.
func (a *agent) hosts(p *v1.Pod) (string, error) {
	text := "127.0.0.1 localhost\n" + p.Status.PodIP + " " + p.Name + " " + p.Spec.Hostname + "\n"
	services, err := a.api.CoreV1().Services("").List(context.Background(), metav1.ListOptions{})
	if err != nil {
		return "", err
	}
	for _, s := range services.Items {
		if net.ParseIP(s.Spec.ClusterIP) == nil {
			continue
		}
		if s.Namespace == p.Namespace {
			text += s.Spec.ClusterIP + " " + s.Name + "\n"
		}
		full := s.Name + "." + s.Namespace
		text += fmt.Sprintf("%s %s %s.svc %s.svc.cluster.local\n", s.Spec.ClusterIP, full, full, full)
	}
	file := filepath.Join(a.folder(p), "hosts")
	return file, os.WriteFile(file, []byte(text), 0o644)
}

// Forwards a Service's ports to one of its ready Pods.
func (a *agent) proxy(s *v1.Service) {
	if net.ParseIP(s.Spec.ClusterIP) == nil || len(s.Spec.Selector) == 0 {
		return
	}
	for _, port := range s.Spec.Ports {
		listener, err := net.Listen("tcp", fmt.Sprintf("%s:%d", s.Spec.ClusterIP, port.Port))
		if err != nil {
			fmt.Fprintln(os.Stderr, "node:", s.Name, err)
			continue
		}
		go func() {
			for {
				in, err := listener.Accept()
				if err != nil {
					return
				}
				go a.forward(in, s, port)
			}
		}()
	}
}

func (a *agent) forward(in net.Conn, s *v1.Service, port v1.ServicePort) {
	defer in.Close()
	for _, o := range a.store.List() {
		p := o.(*v1.Pod)
		if p.Namespace != s.Namespace || p.Status.Phase != v1.PodRunning || !labels.SelectorFromSet(s.Spec.Selector).Matches(labels.Set(p.Labels)) {
			continue
		}
		ready := false
		for _, c := range p.Status.Conditions {
			ready = ready || c.Type == v1.PodReady && c.Status == v1.ConditionTrue
		}
		if !ready {
			continue
		}
		target := port.TargetPort.IntVal
		if target == 0 {
			target = port.Port
		}
		out, err := net.Dial("tcp", fmt.Sprintf("%s:%d", p.Status.PodIP, target))
		if err != nil {
			continue
		}
		go func() { _, _ = io.Copy(out, in); _ = out.(*net.TCPConn).CloseWrite() }()
		_, _ = io.Copy(in, out)
		out.Close()
		return
	}
	_ = in.(*net.TCPConn).SetLinger(0) // no ready Pod: the caller sees a reset, as it would a refused connection
}

// What `kubectl logs` asks a kubelet for.
func (a *agent) serveLogs(port int) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(err)
	http.HandleFunc("/containerLogs/{ns}/{pod}/{container}", func(w http.ResponseWriter, r *http.Request) {
		file, err := os.Open(filepath.Join(a.dir, filepath.Base(r.PathValue("ns"))+"_"+filepath.Base(r.PathValue("pod")), filepath.Base(r.PathValue("container"))+".log"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		defer file.Close()
		_, _ = io.Copy(w, file)
		for end := time.Now().Add(10 * time.Minute); r.URL.Query().Get("follow") == "true" && time.Now().Before(end) && r.Context().Err() == nil; time.Sleep(300 * time.Millisecond) {
			if n, _ := io.Copy(w, file); n > 0 {
				w.(http.Flusher).Flush()
			}
			running := false
			for _, o := range a.store.List() {
				p := o.(*v1.Pod)
				running = running || p.Namespace == r.PathValue("ns") && p.Name == r.PathValue("pod") && p.Status.Phase != v1.PodSucceeded && p.Status.Phase != v1.PodFailed
			}
			if !running {
				return
			}
		}
	})
	server := &http.Server{Addr: fmt.Sprintf("127.0.0.1:%d", port), TLSConfig: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}}
	must(server.ListenAndServeTLS("", ""))
}
