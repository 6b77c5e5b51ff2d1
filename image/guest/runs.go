package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A run is one command. Its output goes to a file, so that a host that comes back later misses nothing: it says up to where it has read.
type run struct {
	id     string
	group  string // its control group: everything that it starts is in it
	output string
	began  time.Time
	ended  chan struct{}
	code   int
	ms     int64
	late   bool // ended because its time was over
}

// runs knows the latest run only: the one before was settled before another could start.
type runs struct {
	machine *machine

	mutex  sync.Mutex
	latest *run
	shell  *shell
}

const (
	outputs   = "/task/runs"
	groups    = "/sys/fs/cgroup/runs"
	readBytes = 256 << 10
	// Time between asking a command to end and ending it.
	patience = time.Second
)

// start begins a command; the same id again is the same run.
func (r *runs) start(params json.RawMessage, raw []byte) (any, []byte, error) {
	var asked struct {
		Run       string `json:"run"`
		TimeoutMs int64  `json:"timeoutMs"`
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	if asked.Run == "" || filepath.Base(asked.Run) != asked.Run {
		return nil, nil, fmt.Errorf("%q is no name for a run", asked.Run)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.latest != nil {
		if r.latest.id == asked.Run {
			return nil, nil, nil
		}
		if !isClosed(r.latest.ended) {
			return nil, nil, fmt.Errorf("the run %s has not ended", r.latest.id)
		}
		_ = os.Remove(r.latest.output)
	}
	// A group stays while something that was left in the background lives.
	old, _ := os.ReadDir(groups)
	for _, group := range old {
		if group.IsDir() {
			_ = os.Remove(filepath.Join(groups, group.Name()))
		}
	}
	one := &run{
		id:     asked.Run,
		group:  filepath.Join(groups, asked.Run),
		output: filepath.Join(outputs, asked.Run),
		began:  time.Now(),
		ended:  make(chan struct{}),
	}
	if err := os.MkdirAll(one.group, 0o755); err != nil {
		return nil, nil, err
	}
	output, err := os.OpenFile(one.output, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, err
	}
	defer output.Close()
	if err := output.Chown(int(r.machine.user.Uid), int(r.machine.user.Gid)); err != nil {
		return nil, nil, err
	}
	if r.shell == nil {
		if r.shell, err = startShell(r.machine); err != nil {
			return nil, nil, err
		}
	}
	r.latest = one
	go r.carryOut(one, r.shell, string(raw))
	if asked.TimeoutMs > 0 {
		go r.limit(one, time.Duration(asked.TimeoutMs)*time.Millisecond)
	}
	return nil, nil, nil
}

func (r *runs) carryOut(one *run, with *shell, text string) {
	code, gone, err := with.run(one.group, one.output, text)
	if err != nil {
		code, gone = 127, true
		if file, open := os.OpenFile(one.output, os.O_APPEND|os.O_WRONLY, 0); open == nil {
			fmt.Fprintf(file, "The shell broke: %v\n", err)
			file.Close()
		}
	}
	r.mutex.Lock()
	if gone {
		r.shell = nil
	}
	one.code, one.ms = code, time.Since(one.began).Milliseconds()
	close(one.ended)
	r.mutex.Unlock()
}

func (r *runs) limit(one *run, time_ time.Duration) {
	select {
	case <-one.ended:
	case <-time.After(time_):
		r.mutex.Lock()
		one.late = true
		r.mutex.Unlock()
		stop(one)
	}
}

// stop asks everything that the run has started to end, and after a second ends it.
func stop(one *run) {
	for _, pid := range pidsIn(one.group) {
		_ = syscall.Kill(pid, syscall.SIGTERM)
	}
	select {
	case <-one.ended:
	case <-time.After(patience):
	}
	// Also what ignored it while the shell ended.
	_ = os.WriteFile(filepath.Join(one.group, "cgroup.kill"), []byte("1"), 0)
}

type progress struct {
	Ended bool  `json:"ended"`
	Late  bool  `json:"late"`
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
			r.mutex.Lock()
			said := progress{Ended: ended && asked.From+int64(n) >= size, Late: one.late, Code: one.code, Ms: one.ms, Size: size}
			r.mutex.Unlock()
			return said, content[:n], nil
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

// stop ends the run, within two seconds.
func (r *runs) stop(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct{ Run string }
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	one, err := r.find(asked.Run)
	if err != nil {
		return nil, nil, err
	}
	if !isClosed(one.ended) {
		stop(one)
	}
	return nil, nil, nil
}

func (r *runs) find(id string) (*run, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.latest == nil || r.latest.id != id {
		return nil, fmt.Errorf("there is no run %s", id)
	}
	return r.latest, nil
}

// running: whether a command is at work, which nothing may be renewed under.
func (r *runs) running() bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.latest != nil && !isClosed(r.latest.ended)
}

// reap collects what lost its parents: the first process is everybody's last one. The shell is waited for by who started it.
func (r *runs) reap() {
	for {
		time.Sleep(time.Second)
		r.mutex.Lock()
		own := 0
		if r.shell != nil {
			own = r.shell.process.Process.Pid
		}
		for _, pid := range zombies() {
			if pid != own {
				_, _ = syscall.Wait4(pid, nil, syscall.WNOHANG, nil)
			}
		}
		r.mutex.Unlock()
	}
}

// zombies lists the dead children of the first process.
func zombies() []int {
	content, _ := os.ReadFile("/proc/1/task/1/children")
	var dead []int
	for _, word := range strings.Fields(string(content)) {
		pid, err := strconv.Atoi(word)
		if err != nil {
			continue
		}
		stat, _ := os.ReadFile("/proc/" + word + "/stat")
		if after := strings.LastIndexByte(string(stat), ')'); after > 0 && strings.HasPrefix(string(stat[after+1:]), " Z") {
			dead = append(dead, pid)
		}
	}
	return dead
}

func pidsIn(group string) []int {
	content, _ := os.ReadFile(filepath.Join(group, "cgroup.procs"))
	var pids []int
	for _, word := range strings.Fields(string(content)) {
		if pid, err := strconv.Atoi(word); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
