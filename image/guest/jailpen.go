package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// jailPen is the jail's own space of process numbers: without control groups there is no telling runs apart, so that what ends one run ends
// everything that runs before it have left.
type jailPen struct {
	mutex  sync.Mutex
	shell  int
	atWork bool
}

func (p *jailPen) open() error { return nil }

func (p *jailPen) enter(shell int) error { return p.set(shell, true) }
func (p *jailPen) leave(shell int) error { return p.set(shell, false) }

func (p *jailPen) set(shell int, atWork bool) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.shell, p.atWork = shell, atWork
	return nil
}

// Longer than anything takes to notice that it is stopped, but for one that waits for a child that is stopped itself.
const stopsIn = time.Second

// freeze goes round until nobody who moves was found twice: what is stopped starts nothing new. What does not stop is ended.
func (p *jailPen) freeze() ([]string, error) {
	began, calm := time.Now(), 0
	ended := []string{}
	for time.Since(began) < freezesIn {
		moves := 0
		for _, pid := range p.members() {
			if !isMoving(pid) {
				continue
			}
			moves++
			if time.Since(began) < stopsIn {
				_ = syscall.Kill(pid, syscall.SIGSTOP)
				continue
			}
			ended = append(ended, lineOf(fmt.Sprintf("/proc/%d/comm", pid)))
			_ = syscall.Kill(pid, syscall.SIGKILL)
			awaitGone([]int{pid})
		}
		if moves > 0 {
			calm = 0
		} else if calm++; calm == 2 {
			return ended, nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	p.killAll()
	return ended, nil
}

func (p *jailPen) thaw() error {
	for _, pid := range p.members() {
		_ = syscall.Kill(pid, syscall.SIGCONT)
	}
	return nil
}

func (p *jailPen) members() []int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.others(p.shell)
}

func (p *jailPen) of() []int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.others(p.idle())
}

// idle is the shell while it is between runs.
func (p *jailPen) idle() int {
	if p.atWork {
		return 0
	}
	return p.shell
}

func (p *jailPen) others(but int) []int {
	entries, _ := os.ReadDir("/proc")
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err == nil && pid != 1 && pid != os.Getpid() && pid != but {
			pids = append(pids, pid)
		}
	}
	return pids
}

func (p *jailPen) kill() { p.killAll() }

// killAll goes round as long as what it ends had started something else.
func (p *jailPen) killAll() {
	for end := time.Now().Add(freezesIn); time.Now().Before(end); {
		pids := p.of()
		if len(pids) == 0 {
			return
		}
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		awaitGone(pids)
	}
}

func awaitGone(pids []int) {
	for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		left := false
		for _, pid := range pids {
			left = left || len(statesOf(pid)) > 0 && !isOver(pid)
		}
		if !left {
			return
		}
	}
}

func isOver(pid int) bool { return only(pid, "ZX") }

// isMoving: also one whose first thread has ended while others go on.
func isMoving(pid int) bool { return !only(pid, "TtZX") }

// only: every thread is in one of these states.
func only(pid int, states string) bool {
	for _, state := range statesOf(pid) {
		if !strings.ContainsRune(states, state) {
			return false
		}
	}
	return true
}

// statesOf are the letters that the kernel has for its threads; none where it is gone.
func statesOf(pid int) []rune {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	var states []rune
	for _, thread := range threads {
		content, _ := os.ReadFile(thread)
		after := strings.LastIndexByte(string(content), ')')
		if after >= 0 && after+2 < len(content) {
			states = append(states, rune(content[after+2]))
		}
	}
	return states
}
