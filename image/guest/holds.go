package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// holds: whether the process stands in a folder, has a file of it open, or runs or maps one. Its threads are asked, because one whose first has ended
// says nothing of itself any more.
func (f *folders) holds(pid int) bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	for _, thread := range threads {
		for _, link := range []string{thread + "/cwd", thread + "/root"} {
			var stat syscall.Stat_t
			if syscall.Stat(link, &stat) == nil && f.isOurs(func(layer layered) bool { return layer.device == stat.Dev }) {
				return true
			}
		}
		fds, _ := os.ReadDir(thread + "/fdinfo")
		for _, fd := range fds {
			// A file in a folder has its layer's device, or its lower one's: by its mount it is known.
			mount := mountIn(thread + "/fdinfo/" + fd.Name())
			if mount != "" && f.isOurs(func(layer layered) bool { return layer.mount == mount }) {
				return true
			}
		}
		if f.maps(thread) {
			return true
		}
	}
	return false
}

func (f *folders) maps(thread string) bool {
	maps, _ := os.ReadFile(thread + "/maps")
	for _, line := range strings.Split(string(maps), "\n") {
		words := strings.Fields(line)
		if len(words) < 6 {
			continue
		}
		for _, layer := range f.mounted {
			if words[5] == layer.At || strings.HasPrefix(words[5], layer.At+"/") {
				return true
			}
		}
	}
	return false
}

func (f *folders) isOurs(fits func(layered) bool) bool {
	for _, layer := range f.mounted {
		if layer.device != 0 && fits(layer) {
			return true
		}
	}
	return false
}

// mountIn answers the number of the mount that an open file belongs to.
func mountIn(fdinfo string) string {
	content, _ := os.ReadFile(fdinfo)
	for _, line := range strings.Split(string(content), "\n") {
		if words := strings.Fields(line); len(words) == 2 && words[0] == "mnt_id:" {
			return words[1]
		}
	}
	return ""
}

// known notes by what the holders of a folder that is mounted are found.
func (l *layered) known() error {
	at, err := os.Open(l.At)
	if err != nil {
		return err
	}
	defer at.Close()
	var stat syscall.Stat_t
	if err := syscall.Fstat(int(at.Fd()), &stat); err != nil {
		return err
	}
	l.device, l.mount = stat.Dev, mountIn(fmt.Sprintf("/proc/self/fdinfo/%d", at.Fd()))
	return nil
}
