package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// The machine as one task has it: whose commands run, and the task's own disk.
type machine struct {
	mutex sync.Mutex // A worker may have been killed while it was about to begin: the next one waits for that.
	user  user
	begun bool
	given map[string]string // variables of the host for commands
	// What the image came with.
	authorities []byte
}

type user struct {
	Uid uint32 `json:"uid"`
	Gid uint32 `json:"gid"`
}

const home = "/home/user"

func (u user) environment() []string {
	return []string{
		"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
		"HOME=" + home, "USER=user", "LOGNAME=user", "SHELL=/bin/bash",
		"LANG=C.UTF-8", "TERM=dumb", "PYTHONDONTWRITEBYTECODE=1",
	}
}

// begin sets what every start has to set anew: after a start from a picture of memory the clock, the name and the random numbers would be
// those of every other machine started from it. Then the task's disk is mounted, once.
func (m *machine) begin(params json.RawMessage, raw []byte) (any, []byte, error) {
	var asked struct {
		user
		UnixMs   int64  `json:"unixMs"`
		TimeZone string `json:"timeZone"`
		Hostname string `json:"hostname"`
		// In PEM; may be empty.
		CA          string            `json:"ca"`
		Environment map[string]string `json:"environment"`
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if err := setClock(asked.UnixMs, asked.TimeZone); err != nil {
		return nil, nil, err
	}
	if err := syscall.Sethostname([]byte(asked.Hostname)); err != nil {
		return nil, nil, err
	}
	if err := stir(raw); err != nil {
		return nil, nil, err
	}
	if err := m.writeTrust(asked.CA); err != nil {
		return nil, nil, err
	}
	m.given = asked.Environment
	if m.begun {
		return nil, nil, nil
	}
	m.user = asked.user
	if err := mountDisk(); err != nil {
		return nil, nil, err
	}
	if err := m.furnish(); err != nil {
		return nil, nil, err
	}
	m.begun = true
	return nil, nil, nil
}

// sync puts what was written on the task's disk, before the host ends the machine.
func (m *machine) sync(json.RawMessage, []byte) (any, []byte, error) {
	syscall.Sync()
	return nil, nil, nil
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
	return mount{"/dev/vdb", "/task", "ext4", syscall.MS_NOSUID | syscall.MS_NODEV, "discard"}.do()
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

// furnish makes the folders of the task's disk and shows them where programs look for them.
func (m *machine) furnish() error {
	for _, place := range []struct {
		on, at string
		mode   os.FileMode
		theirs bool
	}{
		{"/task/home", home, 0o755, true},
		{"/task/tmp", "/tmp", os.ModeSticky | 0o777, false},
		{"/task/upper", "", 0o755, false},
		{shellState, "", 0o700, true},
		{outputs, "", 0o755, false},
	} {
		if err := os.MkdirAll(place.on, 0o755); err != nil {
			return err
		}
		if err := os.Chmod(place.on, place.mode); err != nil {
			return err
		}
		if place.theirs {
			if err := os.Chown(place.on, int(m.user.Uid), int(m.user.Gid)); err != nil {
				return err
			}
		}
		if place.at != "" {
			if err := (mount{place.on, place.at, "", syscall.MS_BIND, ""}).do(); err != nil {
				return err
			}
		}
	}
	// What earlier starts of the machine left.
	_ = exec.Command("/bin/rm", "-rf", "--", "/task/upper-old").Run()
	_ = os.Rename("/task/upper", "/task/upper-old")
	go exec.Command("/bin/rm", "-rf", "--", "/task/upper-old").Run()
	if err := os.MkdirAll("/task/upper", 0o755); err != nil {
		return err
	}
	name := fmt.Sprintf("user:x:%d:%d:user:%s:/bin/bash\n", m.user.Uid, m.user.Gid, home)
	if err := appendTo("/etc/passwd", name); err != nil {
		return err
	}
	return appendTo("/etc/group", fmt.Sprintf("user:x:%d:\n", m.user.Gid))
}

func appendTo(path, line string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.WriteString(line)
	return err
}

func setClock(unixMs int64, zone string) error {
	now := syscall.NsecToTimeval(unixMs * int64(time.Millisecond))
	if err := syscall.Settimeofday(&now); err != nil {
		return err
	}
	file := filepath.Join("/usr/share/zoneinfo", filepath.Clean("/"+zone))
	if info, err := os.Stat(file); zone == "" || err != nil || info.IsDir() {
		return nil
	}
	_ = os.Remove("/etc/localtime")
	return os.Symlink(file, "/etc/localtime")
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
