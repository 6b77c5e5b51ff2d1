package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A whole machine for one task: the kernel is the guest's own, this is its first process, and what is the host's comes through virtio.
func runMachine() error {
	if err := prepareSystem(); err != nil {
		return err
	}
	return runAgent(surroundings{
		agentPort:  func() (port, error) { return openPort("cowork.agent", 10*time.Second) },
		egressPort: func() (port, error) { return openPort("cowork.egress", 10*time.Second) },
		pen:        &groupPen{},
		prepare:    prepareMachine,
		mountDisk:  mountDisk,
		shares:     pluggedShares{},
		showReadOnly: func(lower, at string) error {
			return mount{lower, at, "", syscall.MS_BIND | syscall.MS_RDONLY, ""}.do()
		},
		sync:    syscall.Sync,
		overlay: "metacopy=on,redirect_dir=on,index=off,xino=off",
	})
}

// prepareMachine sets what after a start from a picture of memory would be that of every other machine started from it.
func prepareMachine(asked beginning, random []byte) error {
	now := syscall.NsecToTimeval(asked.UnixMs * int64(time.Millisecond))
	if err := syscall.Settimeofday(&now); err != nil {
		return err
	}
	if err := syscall.Sethostname([]byte(asked.Hostname)); err != nil {
		return err
	}
	return stir(random)
}

// The label says that it was formatted to its end.
const diskLabel = "cowork-task"

func mountDisk() error {
	if err := forgetBuffers("/dev/vdb"); err != nil {
		return err
	}
	if !isFormatted("/dev/vdb") {
		// Entries of 512 bytes hold the overlay's marks, so that a move takes no block of its own.
		format := exec.Command("/sbin/mkfs.ext4", "-q", "-F", "-I", "512", "-m", "0", "-J", "size=16",
			"-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", "-L", diskLabel, "/dev/vdb")
		if said, err := format.CombinedOutput(); err != nil {
			return fmt.Errorf("formatting the task's disk: %w: %s", err, said)
		}
	}
	if err := (mount{"/dev/vdb", "/task", "ext4", syscall.MS_NOSUID | syscall.MS_NODEV, "discard"}).do(); err != nil {
		return err
	}
	return showTaskFolders()
}

// forgetBuffers drops what the kernel has read of the device: after a start from a picture of memory that is what stood on another task's disk, or
// on an empty one, and a disk with files would be taken for one that was never formatted.
func forgetBuffers(device string) error {
	file, err := os.Open(device)
	if err != nil {
		return err
	}
	defer file.Close()
	const blkflsbuf = 0x1261
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), blkflsbuf, 0); errno != 0 {
		return fmt.Errorf("forgetting what was read of %s: %w", device, errno)
	}
	return nil
}

func isFormatted(device string) bool {
	file, err := os.Open(device)
	if err != nil {
		return false
	}
	defer file.Close()
	// The super block begins at 1,024 bytes; the label lies 120 bytes into it.
	label := make([]byte, len(diskLabel))
	_, err = file.ReadAt(label, 1024+120)
	return err == nil && string(label) == diskLabel
}

// limits keeps what commands start from taking the machine away from the agent.
func limits() error {
	if err := os.WriteFile("/sys/fs/cgroup/cgroup.subtree_control", []byte("+memory +pids"), 0); err != nil {
		return err
	}
	for _, group := range []string{groups, shellGroup} {
		if err := os.MkdirAll(group, 0o755); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(groups, "pids.max"), []byte("2000"), 0); err != nil {
		return err
	}
	memory, err := totalMemory()
	if err != nil {
		return err
	}
	const forTheAgent = 96 << 20
	most := strconv.FormatInt(memory-forTheAgent, 10)
	if err := os.WriteFile(filepath.Join(groups, "memory.max"), []byte(most), 0); err != nil {
		return err
	}
	return os.WriteFile("/proc/self/oom_score_adj", []byte("-1000"), 0)
}

func totalMemory() (int64, error) {
	content, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(content), "\n") {
		words := strings.Fields(line)
		if len(words) > 1 && words[0] == "MemTotal:" {
			kb, err := strconv.ParseInt(words[1], 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("the kernel says no MemTotal")
}
