package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A folder as commands see it: the host's, which nothing here can change, below a layer of the task's own disk that takes every change.
type folder struct {
	// Where commands find it, for example /folders/Receipts.
	At string `json:"at"`
	// The host's share, by tag and by what it is there, and the folder in it.
	Tag string `json:"tag"`
	Dev string `json:"dev"`
	Ino string `json:"ino"`
	Sub string `json:"sub"`
	// Shown as it is, without a layer.
	ReadOnly bool `json:"readOnly"`
}

type layered struct {
	folder
	upper  string
	device uint64
	mount  string
}

// folders: what is mounted now, and what was found in the layers when they were last looked through.
type folders struct {
	machine *machine
	runs    *runs
	pen     pen

	mutex   sync.Mutex
	mounted []layered // in the order of mounting
	count   int
	found   map[string][]byte
	// Layers of before, which take room until they are deleted.
	deleting sync.WaitGroup
}

const hiddenName = ".cowork-undo"

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
	if err := f.machine.around.shares.keep(asked.Folders); err != nil {
		return nil, nil, err
	}
	for _, one := range asked.Folders {
		if err := f.show(one); err != nil {
			return nil, nil, fmt.Errorf("showing %s: %w", one.At, err)
		}
	}
	return nil, nil, f.pen.thaw()
}

// clear unmounts every folder. The layers are deleted in the background: it can take seconds.
func (f *folders) clear() error {
	for len(f.mounted) > 0 {
		last := f.mounted[len(f.mounted)-1]
		err := unmountPatiently(last.At)
		if errors.Is(err, syscall.EBUSY) {
			// Somebody holds it who cannot be looked into.
			f.pen.killAll()
			err = unmountPatiently(last.At)
		}
		if err != nil {
			return fmt.Errorf("taking %s away: %w", last.At, err)
		}
		if filepath.Dir(last.At) == "/folders" {
			_ = os.Remove(last.At)
		}
		if last.upper != "" {
			f.deleting.Add(1)
			go func() {
				defer f.deleting.Done()
				_ = os.RemoveAll(last.upper)
			}()
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

func (f *folders) show(one folder) error {
	share, err := f.machine.around.shares.open(one)
	if err != nil {
		return err
	}
	lower := filepath.Join(share, filepath.Clean("/"+one.Sub))
	if one.ReadOnly {
		if err := f.machine.around.showReadOnly(lower, one.At); err != nil {
			return err
		}
		f.mounted = append(f.mounted, layered{folder: one})
		return nil
	}
	f.count++
	layer := layered{folder: one, upper: fmt.Sprintf("/task/upper/%d", f.count)}
	err = f.lay(lower, layer)
	if errors.Is(err, syscall.ENOSPC) {
		// A command has filled the disk: what it filled it with is just being deleted.
		f.deleting.Wait()
		err = f.lay(lower, layer)
	}
	if err != nil {
		return err
	}
	f.mounted = append(f.mounted, layer)
	return f.mounted[len(f.mounted)-1].known()
}

// lay puts an empty layer over the host's folder.
func (f *folders) lay(lower string, layer layered) error {
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
	if err := os.Chown(upper, int(stat.Uid), int(stat.Gid)); err != nil && f.machine.isRoot() {
		return err
	}
	if err := syscall.Chmod(upper, stat.Mode&0o7777); err != nil {
		return err
	}
	// What undo needs is not for commands to see; the host takes no change of it either.
	hidden := filepath.Join(upper, hiddenName)
	if _, err := os.Lstat(filepath.Join(lower, hiddenName)); err == nil {
		if err := syscall.Mknod(hidden, syscall.S_IFCHR, 0); err != nil && !errors.Is(err, syscall.EEXIST) {
			return err
		}
	}
	data := "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work + "," + f.machine.around.overlay
	return mount{"overlay", layer.At, "overlay", syscall.MS_NOSUID | syscall.MS_NODEV, data}.do()
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
	ended, err := f.pen.freeze()
	if err != nil {
		return nil, err
	}
	if ended == nil {
		ended = []string{}
	}
	for _, pid := range f.pen.members() {
		if f.holds(pid) {
			ended = append(ended, lineOf(fmt.Sprintf("/proc/%d/comm", pid)))
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	return ended, nil
}
