package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"unsafe"
)

const newRoot = "/new"

// makeRoot loads the modules, puts a file system in memory over the read-only image and goes on in it as the agent. It does not return but
// with an error.
func makeRoot() error {
	for _, m := range []mount{
		{"proc", "/proc", "proc", 0, ""},
		{"sysfs", "/sys", "sysfs", 0, ""},
		{"devtmpfs", "/dev", "devtmpfs", 0, ""},
	} {
		if err := m.do(); err != nil {
			return err
		}
	}
	if err := loadModules("/modules"); err != nil {
		return err
	}
	if err := waitFor("/dev/vda", 10*time.Second); err != nil {
		return err
	}
	steps := []mount{
		{"tmpfs", "/dev/shm", "tmpfs", 0, ""},
		{"tmpfs", newRoot, "tmpfs", 0, "mode=0755"},
		{"/dev/vda", newRoot + "/lower", "erofs", syscall.MS_RDONLY, ""},
		{"overlay", newRoot + "/root", "overlay", 0, "lowerdir=" + newRoot + "/lower,upperdir=" + newRoot + "/upper,workdir=" + newRoot + "/work"},
	}
	for i, m := range steps {
		if i == 2 {
			for _, folder := range []string{"lower", "upper", "work", "root"} {
				if err := os.Mkdir(filepath.Join(newRoot, folder), 0o755); err != nil {
					return err
				}
			}
		}
		if err := m.do(); err != nil {
			return err
		}
	}
	root := newRoot + "/root"
	for _, kept := range []string{"/proc", "/sys", "/dev"} {
		if err := syscall.Mount(kept, root+kept, "", syscall.MS_MOVE, ""); err != nil {
			return fmt.Errorf("moving %s: %w", kept, err)
		}
	}
	// The program goes along in memory: the first file system is emptied and covered.
	if err := copyFile("/init", root+"/run/cowork-agent", 0o755); err != nil {
		return err
	}
	if err := os.Chdir(root); err != nil {
		return err
	}
	if err := syscall.Mount(".", "/", "", syscall.MS_MOVE, ""); err != nil {
		return fmt.Errorf("moving the root: %w", err)
	}
	if err := syscall.Chroot("."); err != nil {
		return err
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	env := []string{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=/root", "LANG=C.UTF-8"}
	return syscall.Exec("/run/cowork-agent", []string{"cowork-agent", "agent"}, env)
}

type mount struct {
	source, target, kind string
	flags                uintptr
	data                 string
}

func (m mount) do() error {
	if err := os.MkdirAll(m.target, 0o755); err != nil {
		return err
	}
	if err := syscall.Mount(m.source, m.target, m.kind, m.flags, m.data); err != nil {
		return fmt.Errorf("mounting %s on %s: %w", m.kind, m.target, err)
	}
	return nil
}

// loadModules loads what is listed in folder/order, in that order.
func loadModules(folder string) error {
	order, err := os.Open(filepath.Join(folder, "order"))
	if err != nil {
		return err
	}
	defer order.Close()
	for lines := bufio.NewScanner(order); lines.Scan(); {
		if err := loadModule(filepath.Join(folder, lines.Text())); err != nil {
			return fmt.Errorf("loading %s: %w", lines.Text(), err)
		}
	}
	return nil
}

func loadModule(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	// finit_module(2); a move whose lower path is longer than 256 bytes would fail with overlay's own default.
	parameters := ""
	if filepath.Base(file) == "overlay.ko" {
		parameters = "redirect_max=4096"
	}
	bytes := append([]byte(parameters), 0)
	const finitModule = 313
	if _, _, errno := syscall.Syscall(finitModule, f.Fd(), uintptr(unsafe.Pointer(&bytes[0])), 0); errno != 0 && errno != syscall.EEXIST {
		return errno
	}
	return nil
}

func waitFor(path string, patience time.Duration) error {
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s did not appear in %s", path, patience)
		}
	}
}

func copyFile(from, to string, mode os.FileMode) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	return target.Close()
}
