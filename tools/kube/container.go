package main

// The containers of a Pod: a process each, with its overlay, its environment and its volumes.

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	authv1 "k8s.io/api/authentication/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/fieldpath"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// The process of one container, ready to start.
func (a *agent) command(p *v1.Pod, c v1.Container, volumes map[string]string) (*exec.Cmd, *os.File, error) {
	here := filepath.Join(a.folder(p), c.Name)
	for _, sub := range []string{"layer", "root"} {
		_ = os.MkdirAll(filepath.Join(here, sub), 0o755)
	}
	log, err := os.OpenFile(here+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, nil, err
	}
	folder, ok := a.images[c.Image]
	if !ok {
		folder = a.images["*"]
	}
	if folder == "" {
		return nil, log, fmt.Errorf("ErrImagePull: no folder for image %s", c.Image)
	}
	var image imageConfig
	if text, err := os.ReadFile(folder + ".json"); err == nil && folder != "/" {
		_ = json.Unmarshal(text, &image)
	}
	env := map[string]string{"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", "HOSTNAME": p.Name}
	for _, kv := range image.Env {
		k, v, _ := strings.Cut(kv, "=")
		env[k] = v
	}
	if host, port, err := net.SplitHostPort(strings.TrimPrefix(a.server, "https://")); err == nil {
		env["KUBERNETES_SERVICE_HOST"], env["KUBERNETES_SERVICE_PORT"] = host, port
	}
	if err := a.environment(p, c, env); err != nil {
		return nil, log, err
	}
	expand := expansion.MappingFuncFor(env)
	var argv []string
	command, arguments := c.Command, c.Args
	if len(command) == 0 {
		command = image.Entrypoint
		if len(arguments) == 0 {
			arguments = image.Cmd
		}
	}
	for _, s := range append(append([]string{}, command...), arguments...) {
		argv = append(argv, strings.ReplaceAll(expansion.Expand(s, expand), "0.0.0.0:", p.Status.PodIP+":"))
	}
	if len(argv) == 0 {
		return nil, log, fmt.Errorf("no command")
	}
	user, readOnly := image.User, "no"
	group := ""
	if s := p.Spec.SecurityContext; s != nil && s.RunAsUser != nil {
		user = fmt.Sprint(*s.RunAsUser)
		if s.RunAsGroup != nil {
			group = fmt.Sprint(*s.RunAsGroup)
		}
	}
	if s := c.SecurityContext; s != nil {
		if s.RunAsUser != nil {
			user = fmt.Sprint(*s.RunAsUser)
		}
		if s.ReadOnlyRootFilesystem != nil && *s.ReadOnlyRootFilesystem {
			readOnly = "yes"
		}
	}
	if user != "" && !strings.Contains(user, ":") {
		if group == "" {
			group = user
		}
		user += ":" + group
	}
	dir := c.WorkingDir
	if dir == "" {
		dir = image.WorkingDir
	}
	if dir == "" {
		dir = "/"
	}
	hosts, err := a.hosts(p)
	if err != nil {
		return nil, log, err
	}
	line := []string{"-c", script, "sh", folder, here, user, dir, readOnly}
	message := filepath.Join(here, "termination-log")
	_ = os.WriteFile(message, nil, 0o666)
	_ = os.Chmod(message, 0o666)
	mounts := []string{hosts, "/etc/hosts", "rw", message, c.TerminationMessagePath, "rw"}
	for _, m := range c.VolumeMounts {
		mode := "rw"
		if m.ReadOnly {
			mode = "ro"
		}
		mounts = append(mounts, filepath.Join(volumes[m.Name], m.SubPath), m.MountPath, mode)
	}
	line = append(line, fmt.Sprint(len(mounts)/3))
	cmd := exec.Command("/bin/sh", append(append(line, mounts...), argv...)...)
	for k, v := range env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Cloneflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	return cmd, log, nil
}

func (a *agent) environment(p *v1.Pod, c v1.Container, env map[string]string) error {
	ctx := context.Background()
	for _, from := range c.EnvFrom {
		if from.ConfigMapRef != nil {
			m, err := a.api.CoreV1().ConfigMaps(p.Namespace).Get(ctx, from.ConfigMapRef.Name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			for k, v := range m.Data {
				env[from.Prefix+k] = v
			}
		}
		if from.SecretRef != nil {
			m, err := a.api.CoreV1().Secrets(p.Namespace).Get(ctx, from.SecretRef.Name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			for k, v := range m.Data {
				env[from.Prefix+k] = string(v)
			}
		}
	}
	expand := expansion.MappingFuncFor(env)
	for _, e := range c.Env {
		env[e.Name] = expansion.Expand(e.Value, expand)
		from := e.ValueFrom
		if from == nil {
			continue
		}
		switch {
		case from.FieldRef != nil:
			switch from.FieldRef.FieldPath {
			case "status.podIP":
				env[e.Name] = p.Status.PodIP
			case "spec.nodeName":
				env[e.Name] = p.Spec.NodeName
			default:
				v, err := fieldpath.ExtractFieldPathAsString(p, from.FieldRef.FieldPath)
				if err != nil {
					return err
				}
				env[e.Name] = v
			}
		case from.SecretKeyRef != nil:
			m, err := a.api.CoreV1().Secrets(p.Namespace).Get(ctx, from.SecretKeyRef.Name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			v, ok := m.Data[from.SecretKeyRef.Key]
			if !ok {
				return fmt.Errorf("CreateContainerConfigError: no key %s in secret %s", from.SecretKeyRef.Key, m.Name)
			}
			env[e.Name] = string(v)
		case from.ConfigMapKeyRef != nil:
			m, err := a.api.CoreV1().ConfigMaps(p.Namespace).Get(ctx, from.ConfigMapKeyRef.Name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			env[e.Name] = m.Data[from.ConfigMapKeyRef.Key]
		}
	}
	return nil
}

// The folder of each volume of a Pod, filled.
func (a *agent) volumes(p *v1.Pod) (map[string]string, error) {
	ctx := context.Background()
	folders := map[string]string{}
	write := func(folder string, files map[string][]byte, items []v1.KeyToPath) error {
		for name, text := range files {
			path := name
			if items != nil {
				path = ""
				for _, i := range items {
					if i.Key == name {
						path = i.Path
					}
				}
			}
			if path == "" {
				continue
			}
			_ = os.MkdirAll(filepath.Dir(filepath.Join(folder, path)), 0o755)
			if err := os.WriteFile(filepath.Join(folder, path), text, 0o644); err != nil {
				return err
			}
		}
		return nil
	}
	configMap := func(folder, name string, items []v1.KeyToPath) error {
		m, err := a.api.CoreV1().ConfigMaps(p.Namespace).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		files := map[string][]byte{}
		for k, v := range m.Data {
			files[k] = []byte(v)
		}
		for k, v := range m.BinaryData {
			files[k] = v
		}
		return write(folder, files, items)
	}
	for _, v := range p.Spec.Volumes {
		folder := filepath.Join(a.folder(p), "volume-"+v.Name)
		var err error
		switch {
		case v.HostPath != nil:
			folder = v.HostPath.Path
		case v.PersistentVolumeClaim != nil:
			if _, err = a.api.CoreV1().PersistentVolumeClaims(p.Namespace).Get(ctx, v.PersistentVolumeClaim.ClaimName, metav1.GetOptions{}); err == nil {
				folder = filepath.Join(a.dir, "claims", p.Namespace+"_"+v.PersistentVolumeClaim.ClaimName)
			}
		}
		_ = os.MkdirAll(folder, 0o755)
		if v.EmptyDir != nil || v.PersistentVolumeClaim != nil {
			_ = os.Chmod(folder, 0o777)
		}
		switch {
		case v.ConfigMap != nil:
			err = configMap(folder, v.ConfigMap.Name, v.ConfigMap.Items)
		case v.Secret != nil:
			var m *v1.Secret
			if m, err = a.api.CoreV1().Secrets(p.Namespace).Get(ctx, v.Secret.SecretName, metav1.GetOptions{}); err == nil {
				err = write(folder, m.Data, v.Secret.Items)
			}
		case v.Projected != nil:
			for _, s := range v.Projected.Sources {
				switch {
				case s.ServiceAccountToken != nil:
					var t *authv1.TokenRequest
					t, err = a.api.CoreV1().ServiceAccounts(p.Namespace).CreateToken(ctx, p.Spec.ServiceAccountName, &authv1.TokenRequest{}, metav1.CreateOptions{})
					if err == nil {
						err = write(folder, map[string][]byte{s.ServiceAccountToken.Path: []byte(t.Status.Token)}, nil)
					}
				case s.ConfigMap != nil:
					err = configMap(folder, s.ConfigMap.Name, s.ConfigMap.Items)
				case s.DownwardAPI != nil:
					err = write(folder, map[string][]byte{"namespace": []byte(p.Namespace)}, nil)
				}
				if err != nil {
					break
				}
			}
		}
		if err != nil {
			return nil, fmt.Errorf("volume %s: %w", v.Name, err)
		}
		folders[v.Name] = folder
	}
	return folders, nil
}
