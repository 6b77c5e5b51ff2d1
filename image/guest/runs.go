package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A run is one command. Its output goes to files, so that a host that comes back later misses nothing: it says up to where it has read.
type run struct {
	group  string // its control group: everything that it starts is in it
	output string
	ended  chan struct{}
	code   int
	ms     int64
}

type runs struct {
	mutex sync.Mutex
	byID  map[string]*run
}

const (
	journal   = "/run/cowork/runs"
	groups    = "/sys/fs/cgroup/runs"
	readBytes = 256 << 10
)

func newRuns() *runs { return &runs{byID: map[string]*run{}} }

// reap collects what lost its parents; the first process is everybody's last one. Commands are waited for by who started them.
func (r *runs) reap() {
	for {
		time.Sleep(time.Second)
		r.mutex.Lock()
		busy := false
		for _, one := range r.byID {
			select {
			case <-one.ended:
			default:
				busy = true
			}
		}
		for !busy {
			var status syscall.WaitStatus
			if pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
		r.mutex.Unlock()
	}
}

// start begins a command; the same id again is the same run.
func (r *runs) start(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct {
		Run     string            `json:"run"`
		Command string            `json:"command"`
		Cwd     string            `json:"cwd"`
		Env     map[string]string `json:"env"`
		Uid     uint32            `json:"uid"`
		Gid     uint32            `json:"gid"`
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	if asked.Run == "" || filepath.Base(asked.Run) != asked.Run {
		return nil, nil, fmt.Errorf("%q is no name for a run", asked.Run)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.byID[asked.Run] != nil {
		return nil, nil, nil
	}
	one := &run{group: filepath.Join(groups, asked.Run), output: filepath.Join(journal, asked.Run), ended: make(chan struct{})}
	for _, folder := range []string{journal, one.group} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, nil, err
		}
	}
	output, err := os.Create(one.output)
	if err != nil {
		return nil, nil, err
	}
	group, err := os.Open(one.group)
	if err != nil {
		return nil, nil, err
	}
	defer group.Close()
	command := exec.Command("/bin/bash", "-c", asked.Command)
	command.Dir = asked.Cwd
	command.Env = append(os.Environ(), pairs(asked.Env)...)
	command.Stdout, command.Stderr = output, output
	command.SysProcAttr = &syscall.SysProcAttr{
		Setsid:      true,
		UseCgroupFD: true,
		CgroupFD:    int(group.Fd()),
		Credential:  &syscall.Credential{Uid: asked.Uid, Gid: asked.Gid},
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		return nil, nil, err
	}
	r.byID[asked.Run] = one
	go func() {
		_ = command.Wait()
		_ = output.Close()
		one.code, one.ms = codeOf(command.ProcessState), time.Since(began).Milliseconds()
		close(one.ended)
	}()
	return nil, nil, nil
}

func pairs(env map[string]string) []string {
	var list []string
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	return list
}

// codeOf is what a shell would say: a signal's number comes above 128.
func codeOf(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

type progress struct {
	Ended bool  `json:"ended"`
	Code  int   `json:"code"`
	Ms    int64 `json:"ms"`
	Size  int64 `json:"size"`
}

// follow answers what came after `from`, as soon as there is something, the run has ended, or the time is over.
func (r *runs) follow(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct {
		Run    string `json:"run"`
		From   int64  `json:"from"`
		WaitMs int64  `json:"waitMs"`
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	one, err := r.find(asked.Run)
	if err != nil {
		return nil, nil, err
	}
	output, err := os.Open(one.output)
	if err != nil {
		return nil, nil, err
	}
	defer output.Close()
	for end := time.Now().Add(time.Duration(asked.WaitMs) * time.Millisecond); ; {
		ended := isClosed(one.ended)
		content := make([]byte, readBytes)
		n, _ := output.ReadAt(content, asked.From)
		if n > 0 || ended || time.Now().After(end) {
			size, _ := output.Seek(0, 2)
			return progress{Ended: ended && asked.From+int64(n) >= size, Code: one.code, Ms: one.ms, Size: size}, content[:n], nil
		}
		select {
		case <-one.ended:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func isClosed(channel chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}

// signal ends everything that the run has started (kill), or asks it to (term, int).
func (r *runs) signal(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct{ Run, Signal string }
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	one, err := r.find(asked.Run)
	if err != nil {
		return nil, nil, err
	}
	if asked.Signal == "kill" {
		return nil, nil, os.WriteFile(filepath.Join(one.group, "cgroup.kill"), []byte("1"), 0)
	}
	signals := map[string]syscall.Signal{"term": syscall.SIGTERM, "int": syscall.SIGINT}
	number, known := signals[asked.Signal]
	if !known {
		return nil, nil, fmt.Errorf("there is no signal %q", asked.Signal)
	}
	for _, pid := range pidsIn(one.group) {
		_ = syscall.Kill(pid, number)
	}
	return nil, nil, nil
}

func pidsIn(group string) []int {
	content, _ := os.ReadFile(filepath.Join(group, "cgroup.procs"))
	var pids []int
	for rest := string(content); rest != ""; {
		var pid int
		if n, _ := fmt.Sscanf(rest, "%d\n", &pid); n != 1 {
			break
		}
		pids = append(pids, pid)
		for len(rest) > 0 && rest[0] != '\n' {
			rest = rest[1:]
		}
		if len(rest) > 0 {
			rest = rest[1:]
		}
	}
	return pids
}

// forget drops a run that has ended, with its output.
func (r *runs) forget(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct{ Run string }
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	one, err := r.find(asked.Run)
	if err != nil {
		return nil, nil, nil
	}
	if !isClosed(one.ended) {
		return nil, nil, fmt.Errorf("the run %s has not ended", asked.Run)
	}
	r.mutex.Lock()
	delete(r.byID, asked.Run)
	r.mutex.Unlock()
	_ = os.Remove(one.group)
	return nil, nil, os.Remove(one.output)
}

func (r *runs) find(id string) (*run, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	one := r.byID[id]
	if one == nil {
		return nil, fmt.Errorf("there is no run %s", id)
	}
	return one, nil
}
