package main

import (
	"os"
	"runtime"
	"strings"
	"syscall"
	"unsafe"
)

// prepareSystem makes what programs expect of a machine: file systems in memory, control groups, the loopback interface.
func prepareSystem() error {
	mounts := []mount{
		{"devpts", "/dev/pts", "devpts", 0, "ptmxmode=0666"},
		// The shell moves twice for each command; without this each move waits for all processors.
		{"cgroup2", "/sys/fs/cgroup", "cgroup2", 0, "favordynmods"},
	}
	for _, m := range mounts {
		if err := m.do(); err != nil {
			return err
		}
	}
	if err := limits(); err != nil {
		return err
	}
	return loopbackUp()
}

func loopbackUp() error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	// struct ifreq: the name, then the flags.
	var request [40]byte
	copy(request[:], "lo")
	*(*uint16)(unsafe.Pointer(&request[16])) = syscall.IFF_UP | syscall.IFF_RUNNING
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&request[0]))); errno != 0 {
		return errno
	}
	return nil
}

type identity struct {
	Protocol int    `json:"protocol"`
	Kernel   string `json:"kernel"`
	Arch     string `json:"arch"`
	Boot     string `json:"boot"`
	UptimeMs int64  `json:"uptimeMs"`
}

func whatIAm() identity {
	return identity{
		Protocol: protocol,
		Kernel:   lineOf("/proc/sys/kernel/osrelease"),
		Arch:     runtime.GOARCH,
		Boot:     lineOf("/proc/sys/kernel/random/boot_id"),
		UptimeMs: uptimeMs(),
	}
}

func lineOf(file string) string {
	content, _ := os.ReadFile(file)
	return strings.TrimSpace(string(content))
}

func uptimeMs() int64 {
	var info syscall.Sysinfo_t
	_ = syscall.Sysinfo(&info)
	return int64(info.Uptime) * 1000
}

// stir adds the host's bytes to the kernel's pool and has it make a new start with them.
func stir(bytes []byte) error {
	pool, err := os.OpenFile("/dev/urandom", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.Write(bytes); err != nil {
		return err
	}
	const reseed = 0x5207 // RNDRESEEDCRNG
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, pool.Fd(), reseed, 0); errno != 0 {
		return errno
	}
	return nil
}
