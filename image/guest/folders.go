package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A folder as commands see it: the host's, which nothing here can change, below a layer of the task's own disk that takes every change.
type folder struct {
	// Where commands find it, for example /folders/Receipts.
	At string `json:"at"`
	// The host's share, and the folder in it.
	Tag string `json:"tag"`
	Sub string `json:"sub"`
	// Shown as it is, without a layer.
	ReadOnly bool `json:"readOnly"`
}

type layered struct {
	folder
	upper  string
	device uint64
}

// folders: what is mounted now, and what was found in the layers when they were last looked through.
type folders struct {
	machine *machine
	runs    *runs

	mutex   sync.Mutex
	shares  map[string]bool // tags that are mounted
	mounted []layered       // in the order of mounting
	count   int
	found   map[string][]byte
}

const (
	shares     = "/run/cowork/shares"
	hiddenName = ".cowork-undo"
)

// arrange makes these folders, and no others, be there, each with an empty layer. It answers once nothing is left of the layers before.
func (f *folders) arrange(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct{ Folders []folder }
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.runs.running() {
		return nil, nil, errors.New("a command is running")
	}
	f.found = nil
	// Nobody may have settled what ran before.
	if _, err := f.endHolders(); err != nil {
		return nil, nil, err
	}
	if err := f.clear(); err != nil {
		return nil, nil, err
	}
	for tag := range f.shares {
		if !anyOf(asked.Folders, func(one folder) bool { return one.Tag == tag }) {
			if err := syscall.Unmount(filepath.Join(shares, tag), 0); err != nil {
				return nil, nil, fmt.Errorf("letting go of %s: %w", tag, err)
			}
			delete(f.shares, tag)
		}
	}
	for _, one := range asked.Folders {
		if err := f.show(one); err != nil {
			return nil, nil, fmt.Errorf("showing %s: %w", one.At, err)
		}
	}
	return nil, nil, thaw()
}

func anyOf(list []folder, holds func(folder) bool) bool {
	for _, one := range list {
		if holds(one) {
			return true
		}
	}
	return false
}

// clear unmounts every folder. The layers are deleted in the background: it can take seconds.
func (f *folders) clear() error {
	for len(f.mounted) > 0 {
		last := f.mounted[len(f.mounted)-1]
		if err := unmountPatiently(last.At); err != nil {
			return fmt.Errorf("taking %s away: %w", last.At, err)
		}
		if filepath.Dir(last.At) == "/folders" {
			_ = os.Remove(last.At)
		}
		if last.upper != "" {
			go exec.Command("/bin/rm", "-rf", "--", last.upper).Run()
		}
		f.mounted = f.mounted[:len(f.mounted)-1]
	}
	return nil
}

// What was killed a moment ago may hold it for a moment.
func unmountPatiently(at string) error {
	for end := time.Now().Add(2 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		err := syscall.Unmount(at, 0)
		if err == nil || !errors.Is(err, syscall.EBUSY) || time.Now().After(end) {
			return err
		}
	}
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

func (f *folders) show(one folder) error {
	share := filepath.Join(shares, one.Tag)
	if !f.shares[one.Tag] {
		// No cache: what the user changes meanwhile is seen.
		m := mount{one.Tag, share, "9p", syscall.MS_RDONLY | syscall.MS_NOSUID | syscall.MS_NODEV, "trans=virtio,version=9p2000.L,msize=512000,cache=none,access=any"}
		if err := mountPlugged(m); err != nil {
			return err
		}
		f.shares[one.Tag] = true
	}
	lower := filepath.Join(share, filepath.Clean("/"+one.Sub))
	if one.ReadOnly {
		if err := (mount{lower, one.At, "", syscall.MS_BIND | syscall.MS_RDONLY, ""}).do(); err != nil {
			return err
		}
		f.mounted = append(f.mounted, layered{folder: one})
		return nil
	}
	f.count++
	layer := layered{folder: one, upper: fmt.Sprintf("/task/upper/%d", f.count)}
	upper, work := layer.upper+"/upper", layer.upper+"/work"
	for _, made := range []string{upper, work} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			return err
		}
	}
	// The folder that commands see takes owner and rights from the layer, and only when it is mounted.
	var stat syscall.Stat_t
	if err := syscall.Stat(lower, &stat); err != nil {
		return err
	}
	if err := os.Chown(upper, int(stat.Uid), int(stat.Gid)); err != nil {
		return err
	}
	if err := syscall.Chmod(upper, stat.Mode&0o7777); err != nil {
		return err
	}
	// What undo needs is not for commands to see; the host takes no change of it either.
	if _, err := os.Lstat(filepath.Join(lower, hiddenName)); err == nil {
		if err := syscall.Mknod(filepath.Join(upper, hiddenName), syscall.S_IFCHR, 0); err != nil {
			return err
		}
	}
	data := "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work + ",metacopy=on,redirect_dir=on,index=off,xino=off"
	if err := (mount{"overlay", one.At, "overlay", syscall.MS_NOSUID | syscall.MS_NODEV, data}).do(); err != nil {
		return err
	}
	f.mounted = append(f.mounted, layer)
	if err := syscall.Stat(one.At, &stat); err != nil {
		return err
	}
	f.mounted[len(f.mounted)-1].device = stat.Dev
	return nil
}

type settled struct {
	// Programs that still held a folder after the command, and were ended.
	Ended []string `json:"ended"`
	// Bytes of the list of each folder in which something changed, by where it is.
	Lists map[string]int `json:"lists"`
}

// settle stops everything that commands have started, ends what holds a folder, and looks through the layers. Nothing moves until the folders
// are arranged anew.
func (f *folders) settle(_ json.RawMessage, _ []byte) (any, []byte, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.runs.running() {
		return nil, nil, errors.New("a command is running")
	}
	ended, err := f.endHolders()
	if err != nil {
		return nil, nil, err
	}
	said := settled{Ended: ended, Lists: map[string]int{}}
	if f.found == nil {
		f.found = map[string][]byte{}
		for _, layer := range f.mounted {
			if layer.ReadOnly {
				continue
			}
			var list bytes.Buffer
			if err := scan(layer.upper+"/upper", &list); err != nil {
				f.found = nil
				return nil, nil, err
			}
			f.found[layer.At] = list.Bytes()
		}
	}
	for at, list := range f.found {
		if len(list) > 0 {
			said.Lists[at] = len(list)
		}
	}
	return said, nil, nil
}

// endHolders stops everything that commands have left running, and ends what holds a folder. It answers the names of what was ended.
func (f *folders) endHolders() ([]string, error) {
	if err := freeze(); err != nil {
		return nil, err
	}
	ended := []string{}
	for _, pid := range groupMembers() {
		if f.holds(pid) {
			ended = append(ended, lineOf(fmt.Sprintf("/proc/%d/comm", pid)))
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	return ended, nil
}

func freeze() error {
	if err := os.WriteFile(groups+"/cgroup.freeze", []byte("1"), 0); err != nil {
		return err
	}
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if strings.Contains(lineOf(groups+"/cgroup.events"), "frozen 1") {
			return nil
		}
	}
	return errors.New("what the command left running does not stop")
}

func thaw() error { return os.WriteFile(groups+"/cgroup.freeze", []byte("0"), 0) }

func groupMembers() []int {
	list, _ := os.ReadDir(groups)
	var pids []int
	for _, group := range list {
		if group.IsDir() {
			pids = append(pids, pidsIn(filepath.Join(groups, group.Name()))...)
		}
	}
	return pids
}

// holds: whether the process stands in a folder, has a file of it open, or runs or maps one.
func (f *folders) holds(pid int) bool {
	proc := fmt.Sprintf("/proc/%d/", pid)
	links := []string{proc + "cwd", proc + "root", proc + "exe"}
	fds, _ := os.ReadDir(proc + "fd")
	for _, fd := range fds {
		links = append(links, proc+"fd/"+fd.Name())
	}
	for _, link := range links {
		var stat syscall.Stat_t
		if syscall.Stat(link, &stat) == nil && f.isOurs(stat.Dev) {
			return true
		}
	}
	maps, _ := os.ReadFile(proc + "maps")
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

func (f *folders) isOurs(device uint64) bool {
	for _, layer := range f.mounted {
		if layer.device != 0 && layer.device == device {
			return true
		}
	}
	return false
}
