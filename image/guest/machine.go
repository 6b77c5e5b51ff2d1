package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// The machine as one task has it: whose commands run, and the task's own disk.
type machine struct {
	around surroundings

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

const (
	home          = "/home/user"
	taskHome      = "/task/home"
	taskTemporary = "/task/tmp"
)

func (u user) environment() []string {
	return []string{
		"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
		"HOME=" + home, "USER=user", "LOGNAME=user", "SHELL=/bin/bash",
		"LANG=C.UTF-8", "TERM=dumb", "PYTHONDONTWRITEBYTECODE=1",
	}
}

type beginning struct {
	user
	UnixMs   int64  `json:"unixMs"`
	TimeZone string `json:"timeZone"`
	Hostname string `json:"hostname"`
	// In PEM; may be empty.
	CA          string            `json:"ca"`
	Environment map[string]string `json:"environment"`
}

// begin sets what every start has to set anew, and what programs trust. Then the task's disk is mounted, once.
func (m *machine) begin(params json.RawMessage, raw []byte) (any, []byte, error) {
	var asked beginning
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if err := m.around.prepare(asked, raw); err != nil {
		return nil, nil, err
	}
	if err := setZone(asked.TimeZone); err != nil {
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
	if err := m.around.mountDisk(); err != nil {
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
	m.around.sync()
	return nil, nil, nil
}

// furnish makes the folders of the task's disk.
func (m *machine) furnish() error {
	for _, place := range []struct {
		on     string
		mode   os.FileMode
		theirs bool
	}{
		{taskHome, 0o755, true},
		{taskTemporary, os.ModeSticky | 0o777, false},
		{"/task/upper", 0o755, false},
		{shellState, 0o700, true},
		{outputs, 0o755, false},
	} {
		if err := makeTaskFolder(place.on); err != nil {
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
	}
	// What earlier starts of the machine left.
	_ = os.RemoveAll("/task/upper-old")
	_ = os.Rename("/task/upper", "/task/upper-old")
	go os.RemoveAll("/task/upper-old")
	if err := os.MkdirAll("/task/upper", 0o755); err != nil {
		return err
	}
	name := fmt.Sprintf("user:x:%d:%d:user:%s:/bin/bash\n", m.user.Uid, m.user.Gid, home)
	if err := appendTo("/etc/passwd", name); err != nil {
		return err
	}
	return appendTo("/etc/group", fmt.Sprintf("user:x:%d:\n", m.user.Gid))
}

// makeTaskFolder: whatever else a command has put there goes.
func makeTaskFolder(path string) error {
	if info, err := os.Lstat(path); err == nil && !info.IsDir() {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return os.MkdirAll(path, 0o755)
}

// showTaskFolders shows what of the task's disk programs look for elsewhere.
func showTaskFolders() error {
	for on, at := range map[string]string{taskHome: home, taskTemporary: "/tmp"} {
		if err := makeTaskFolder(on); err != nil {
			return err
		}
		if err := (mount{on, at, "", syscall.MS_BIND, ""}).do(); err != nil {
			return err
		}
	}
	return nil
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

func setZone(zone string) error {
	file := filepath.Join("/usr/share/zoneinfo", filepath.Clean("/"+zone))
	if info, err := os.Stat(file); zone == "" || err != nil || info.IsDir() {
		return nil
	}
	_ = os.Remove("/etc/localtime")
	return os.Symlink(file, "/etc/localtime")
}

// isRoot: whether the kernel lets this process do what the files of others take.
func (m *machine) isRoot() bool { return os.Getuid() == 0 }
