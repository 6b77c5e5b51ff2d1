package main

import (
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// prepareSystem makes what programs expect of a machine: file systems in memory, control groups, the loopback interface.
func prepareSystem() error {
	mounts := []mount{
		{"tmpfs", "/tmp", "tmpfs", syscall.MS_NOSUID | syscall.MS_NODEV, "mode=1777"},
		{"devpts", "/dev/pts", "devpts", 0, "ptmxmode=0666"},
		{"cgroup2", "/sys/fs/cgroup", "cgroup2", 0, ""},
	}
	for _, m := range mounts {
		if err := m.do(); err != nil {
			return err
		}
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

// setClock takes the host's time, the machine's name, and bytes for the random numbers: after a start from a picture of memory all three
// would be those of every other machine started from it.
func setClock(params json.RawMessage, raw []byte) (any, []byte, error) {
	var asked struct {
		UnixMs   int64  `json:"unixMs"`
		Hostname string `json:"hostname"`
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	now := syscall.NsecToTimeval(asked.UnixMs * int64(time.Millisecond))
	if err := syscall.Settimeofday(&now); err != nil {
		return nil, nil, err
	}
	if err := syscall.Sethostname([]byte(asked.Hostname)); err != nil {
		return nil, nil, err
	}
	return nil, nil, stir(raw)
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
