package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A pen holds everything that commands have started. The shell is in a run's place while the run is at work, and beside all of them otherwise.
type pen interface {
	// open makes a place for the next run, which the rest is about until the one after it.
	open() error
	enter(shell int) error
	leave(shell int) error
	// freeze answers when nothing moves but the shell, with the names of what did not stop and was ended.
	freeze() (ended []string, err error)
	thaw() error
	// members are what runs have left behind, without the shell.
	members() []int
	// of lists what the run has started, the shell with it while it is at work.
	of() []int
	// kill ends them, killAll everything but a shell that is between runs; both answer when they are gone.
	kill()
	killAll()
}

const (
	groups     = "/sys/fs/cgroup/runs"
	shellGroup = "/sys/fs/cgroup/shell"
)

// groupPen is a control group for each run of which something lives; one that is empty is taken again, which is quicker than making another.
type groupPen struct {
	mutex   sync.Mutex
	current string // the latest run's group
	made    int
}

func (p *groupPen) open() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if lineOf(groups+"/cgroup.freeze") == "1" {
		return errors.New("everything stands still until the folders are arranged anew")
	}
	old, _ := os.ReadDir(groups)
	for _, group := range old {
		path := filepath.Join(groups, group.Name())
		if group.IsDir() && len(pidsIn(path)) == 0 {
			p.current = path
			return nil
		}
	}
	p.made++
	p.current = filepath.Join(groups, strconv.Itoa(p.made))
	return os.MkdirAll(p.current, 0o755)
}

func (p *groupPen) latest() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.current
}

func (p *groupPen) enter(shell int) error { return moveTo(p.latest(), shell) }
func (p *groupPen) leave(shell int) error { return moveTo(shellGroup, shell) }

func moveTo(group string, pid int) error {
	err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0)
	if errors.Is(err, syscall.ESRCH) {
		return nil // It has just ended, which reading its answer will tell.
	}
	return err
}

func (*groupPen) freeze() ([]string, error) {
	if err := os.WriteFile(groups+"/cgroup.freeze", []byte("1"), 0); err != nil {
		return nil, err
	}
	for end := time.Now().Add(freezesIn); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if strings.Contains(lineOf(groups+"/cgroup.events"), "frozen 1") {
			return nil, nil
		}
	}
	return nil, errors.New("what the command left running does not stop")
}

const freezesIn = 5 * time.Second

func (*groupPen) thaw() error { return os.WriteFile(groups+"/cgroup.freeze", []byte("0"), 0) }

func (*groupPen) members() []int {
	list, _ := os.ReadDir(groups)
	var pids []int
	for _, group := range list {
		if group.IsDir() {
			pids = append(pids, pidsIn(filepath.Join(groups, group.Name()))...)
		}
	}
	return pids
}

func (p *groupPen) of() []int { return pidsIn(p.latest()) }

func (p *groupPen) kill() { killGroup(p.latest(), p.of()) }

func (p *groupPen) killAll() { killGroup(groups, p.members()) }

// killGroup ends all at once, and then those whose first thread has ended before, whom the kernel's way passes over.
func killGroup(group string, members []int) {
	_ = os.WriteFile(filepath.Join(group, "cgroup.kill"), []byte("1"), 0)
	for _, pid := range members {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

func pidsIn(group string) []int {
	content, _ := os.ReadFile(filepath.Join(group, "cgroup.procs"))
	return numbersIn(string(content))
}

func numbersIn(text string) []int {
	var numbers []int
	for _, word := range strings.Fields(text) {
		if number, err := strconv.Atoi(word); err == nil {
			numbers = append(numbers, number)
		}
	}
	return numbers
}
