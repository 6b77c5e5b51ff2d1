package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A run is one command. Its output goes to a file, so that a host that comes back later misses nothing: it says up to where it has read.
type run struct {
	id     string
	output string
	began  time.Time
	left   chan struct{} // closed when the shell is done with it
	ended  chan struct{}
	code   int
	ms     int64
	late   bool // ended because its time was over
}

// runs knows the latest run only: the one before was settled before another could start.
type runs struct {
	machine *machine
	pen     pen

	// Held while a run is ended: it is over, and the next may begin, only when all of it is gone.
	ending sync.Mutex

	mutex  sync.Mutex
	latest *run
	shell  *shell
}

const (
	outputs   = "/task/runs"
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
	one := &run{
		id:     asked.Run,
		output: filepath.Join(outputs, asked.Run),
		began:  time.Now(),
		left:   make(chan struct{}),
		ended:  make(chan struct{}),
	}
	if err := r.pen.open(); err != nil {
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
	if r.shell != nil && isOver(r.shell.process.Process.Pid) {
		// It was ended with what a command had left.
		_ = r.shell.process.Wait()
		r.shell.close()
		r.shell = nil
	}
	if r.shell == nil {
		if r.shell, err = startShell(r.machine, r.pen); err != nil {
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
	code, gone, err := with.run(one.output, text)
	if err != nil {
		code, gone = 127, true
		if file, open := os.OpenFile(one.output, os.O_APPEND|os.O_WRONLY, 0); open == nil {
			fmt.Fprintf(file, "The shell broke: %v\n", err)
			file.Close()
		}
	}
	close(one.left)
	r.ending.Lock()
	defer r.ending.Unlock()
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
		r.end(one)
	}
}

// end asks everything that the run has started to end, and after a second ends it.
func (r *runs) end(one *run) {
	r.ending.Lock()
	defer r.ending.Unlock()
	if isClosed(one.ended) {
		return
	}
	for _, pid := range r.pen.of() {
		_ = syscall.Kill(pid, syscall.SIGTERM)
	}
	select {
	case <-one.left:
	case <-time.After(patience):
	}
	// Also what ignored it while the shell ended.
	r.pen.kill()
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
		content := make([]byte, partOf(output, asked.From))
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

// partOf answers how many bytes there are to read from there, in one answer.
func partOf(output *os.File, from int64) int64 {
	info, err := output.Stat()
	if err != nil || info.Size() <= from {
		return 0
	}
	if left := info.Size() - from; left < readBytes {
		return left
	}
	return readBytes
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
		r.end(one)
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

// reap collects what lost its parents, which are this process's then. The shell is waited for by who started it.
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

// zombies lists the dead children of this process.
func zombies() []int {
	content, _ := os.ReadFile(fmt.Sprintf("/proc/self/task/%d/children", os.Getpid()))
	var dead []int
	for _, pid := range numbersIn(string(content)) {
		if isOver(pid) {
			dead = append(dead, pid)
		}
	}
	return dead
}
