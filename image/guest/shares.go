package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// shares are the host's folders: layers lie over them.
type shares interface {
	// open answers where the share of this folder is.
	open(one folder) (string, error)
	// keep lets go of all but the shares of these folders.
	keep(wanted []folder) error
}

const sharesAt = "/run/cowork/shares"

// pluggedShares are mounted when they are first asked for: the tags of those that are.
type pluggedShares map[string]bool

func (s pluggedShares) open(one folder) (string, error) {
	at := filepath.Join(sharesAt, one.Tag)
	if s[one.Tag] {
		return at, nil
	}
	// No cache: what the user changes meanwhile is seen.
	m := mount{one.Tag, at, "9p", syscall.MS_RDONLY | syscall.MS_NOSUID | syscall.MS_NODEV, "trans=virtio,version=9p2000.L,msize=512000,cache=none,access=any"}
	if err := mountPlugged(m); err != nil {
		return "", err
	}
	s[one.Tag] = true
	return at, nil
}

func (s pluggedShares) keep(wanted []folder) error {
	for tag := range s {
		if anyOf(wanted, func(one folder) bool { return one.Tag == tag }) {
			continue
		}
		if err := syscall.Unmount(filepath.Join(sharesAt, tag), 0); err != nil {
			return fmt.Errorf("letting go of %s: %w", tag, err)
		}
		delete(s, tag)
	}
	return nil
}

func anyOf(list []folder, holds func(folder) bool) bool {
	for _, one := range list {
		if holds(one) {
			return true
		}
	}
	return false
}

// A share that the host has plugged in a moment ago takes the kernel some tenths of a second to see.
func mountPlugged(m mount) error {
	for end := time.Now().Add(3 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		err := m.do()
		if err == nil || !errors.Is(err, syscall.ENOENT) || time.Now().After(end) {
			return err
		}
	}
}

// boundShares are open descriptors by tag. Where they were bound is covered: by a path a command would come to the user's sockets and pipes, which
// no read-only mount keeps it from using, and through a layer it does not.
type boundShares map[string]int

func coverShares() (boundShares, error) {
	entries, err := os.ReadDir(sharesAt)
	if errors.Is(err, os.ErrNotExist) {
		return boundShares{}, nil
	}
	if err != nil {
		return nil, err
	}
	bound := boundShares{}
	for _, entry := range entries {
		const onlyPath = 0x200000 // O_PATH
		fd, err := syscall.Open(filepath.Join(sharesAt, entry.Name()), onlyPath|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
		if err != nil {
			return nil, err
		}
		bound[entry.Name()] = fd
	}
	return bound, mount{"tmpfs", sharesAt, "tmpfs", syscall.MS_RDONLY, ""}.do()
}

// open also looks whether it is what the host meant: the jail's builder goes by names.
func (s boundShares) open(one folder) (string, error) {
	fd, there := s[one.Tag]
	if !there {
		return "", fmt.Errorf("there is no share %s", one.Tag)
	}
	var stat syscall.Stat_t
	if err := syscall.Fstat(fd, &stat); err != nil {
		return "", err
	}
	if strconv.FormatUint(stat.Dev, 10) != one.Dev || strconv.FormatUint(stat.Ino, 10) != one.Ino {
		return "", errors.New("it is another folder than it was a moment ago")
	}
	return fmt.Sprintf("/proc/self/fd/%d", fd), nil
}

func (boundShares) keep([]folder) error { return nil }
