// The guest's first process, twice: in the small first file system it makes the real one and starts itself there; in the real one it is the
// agent that does what the host asks over virtio-serial, and carries out what commands send there. It has no other way in or out.
package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	var err error
	if len(os.Args) == 3 && os.Args[1] == "scan" {
		// As it is tested beside a real overlay; in the guest the agent calls it.
		if err := scan(os.Args[2], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) == 3 && os.Args[1] == "hand-over" {
		if err := handOver(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) == 2 && (os.Args[1] == "jailed" || os.Args[1] == "inmate") {
		if os.Args[1] == "jailed" {
			err = runJail()
		} else {
			err = runInmate()
		}
		fmt.Fprintln(os.Stderr, "cowork agent:", err)
		os.Exit(1)
	}
	if os.Getpid() != 1 {
		err = fmt.Errorf("this is the guest's first process, not a command")
	} else if len(os.Args) > 1 && os.Args[1] == "agent" {
		err = runMachine()
	} else {
		err = makeRoot()
	}
	// Only reached when something is wrong with the image itself; the host sees the line on the console and the machine end.
	fmt.Fprintln(os.Stderr, "cowork guest:", err)
	syscall.Sync()
	_ = syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF)
}
