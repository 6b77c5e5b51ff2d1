package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// The same agent without a machine: a process of the host in a jail that the host has built (src/sandbox/process/jail.ts). The jail's first process
// only starts a second one that may mount, in name spaces of its own: what the jail shows is locked there, also against who has taken it over.
const (
	// The folder of the sandbox on the host, for the sockets; covered before the first command.
	jailHost = "/run/cowork/host"
	// What the host trusts.
	jailAuthorities = "/run/cowork/authorities.crt"
	jailAgent       = "/run/cowork/agent"
)

// CAP_CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, SYS_ADMIN: what the kernel asks of who mounts a layer and then works in it. They count for
// mounts of these name spaces, and files of this user, alone.
var toLayFolders = []uintptr{0, 1, 2, 3, 4, 21}

// runJail is the jail's first process.
func runJail() error {
	if err := letGo(); err != nil {
		return err
	}
	passOverSignals()
	if err := leaveKeyring(); err != nil {
		return err
	}
	uid, gid := os.Getuid(), os.Getgid()
	inmate := exec.Command(jailAgent, "inmate")
	inmate.Stderr = os.Stderr
	inmate.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}},
		AmbientCaps: toLayFolders,
	}
	return inmate.Run()
}

// passOverSignals: heard, and passed over. What is ignored would be ignored by every command too.
func passOverSignals() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT)
}

// leaveKeyring begins a session without the keys of the user's. It counts for this thread and for what is started from it.
func leaveKeyring() error {
	runtime.LockOSThread()
	const keyctl, joinSession = 250, 1
	if _, _, errno := syscall.RawSyscall(keyctl, joinSession, 0, 0); errno != 0 && errno != syscall.ENOSYS {
		return fmt.Errorf("leaving the session's keys: %w", errno)
	}
	return nil
}

// letGo closes the user's folders, which whoever started the jail had open, and keeps all else to this process.
func letGo() error {
	const closeRange, closeOnExec = 436, 4
	if _, _, errno := syscall.RawSyscall(closeRange, 3, 1<<31-1, closeOnExec); errno != 0 {
		return fmt.Errorf("closing what is not needed: %w", errno)
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, one := range open {
		fd, err := strconv.Atoi(one.Name())
		var stat syscall.Stat_t
		if err == nil && fd > 2 && syscall.Fstat(fd, &stat) == nil && stat.Mode&syscall.S_IFMT == syscall.S_IFDIR {
			_ = syscall.Close(fd)
		}
	}
	return nil
}

// runInmate listens to the host, covers the way there, and becomes the agent.
func runInmate() error {
	passOverSignals()
	agentPort, err := listen(filepath.Join(jailHost, "agent.sock"))
	if err != nil {
		return err
	}
	egressPort, err := listen(filepath.Join(jailHost, "egress.sock"))
	if err != nil {
		return err
	}
	if err := (mount{"tmpfs", jailHost, "tmpfs", syscall.MS_RDONLY, ""}).do(); err != nil {
		return err
	}
	bound, err := coverShares()
	if err != nil {
		return err
	}
	if err := keepRights(); err != nil {
		return err
	}
	if found, err := os.ReadFile(jailAuthorities); err == nil {
		if err := os.MkdirAll(filepath.Dir(trustBundle), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(trustBundle, found, 0o644); err != nil {
			return err
		}
	}
	marks = "user.overlay."
	return runAgent(surroundings{
		agentPort:  func() (port, error) { return agentPort, nil },
		egressPort: func() (port, error) { return egressPort, nil },
		pen:        &jailPen{},
		prepare:    func(beginning, []byte) error { return nil },
		mountDisk:  showTaskFolders,
		shares:     bound,
		showReadOnly: func(lower, at string) error {
			const empty = "/run/cowork/empty"
			if err := os.MkdirAll(empty, 0o755); err != nil {
				return err
			}
			data := "lowerdir=" + lower + ":" + empty + ",userxattr"
			return mount{"overlay", at, "overlay", syscall.MS_RDONLY | syscall.MS_NOSUID | syscall.MS_NODEV, data}.do()
		},
		// What was written stays in this computer's memory, whatever becomes of the process.
		sync: func() {},
		// All that the kernel lets somebody do who is not root: a folder that is moved is copied, and its files are found to be moves by their content.
		overlay: "userxattr,index=off,xino=off",
		limits:  "ulimit -u 2000 2>/dev/null; ",
	})
}

// keepRights keeps the right to mount to this process, so that nothing that is started from here has it, and has what loses its parents come here.
func keepRights() error {
	const ambient, clearAll, reapHere = 47, 4, 36
	if _, _, errno := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, ambient, clearAll, 0); errno != 0 {
		return fmt.Errorf("giving up rights: %w", errno)
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, reapHere, 1, 0); errno != 0 {
		return fmt.Errorf("becoming everybody's last parent: %w", errno)
	}
	return nil
}
