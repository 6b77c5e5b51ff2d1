package main

import (
	"encoding/json"
	"fmt"
	"net"
	"syscall"
)

// handOver runs on the host, where the same program lies beside the image: it gives the folder that it was started with open as descriptor 3
// to QEMU through its monitor, so that QEMU itself needs no way to any folder of the user. It prints the numbers that QEMU gave it.
func handOver(monitor string) error {
	const descriptor = 3
	connection, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: monitor, Net: "unix"})
	if err != nil {
		return err
	}
	defer connection.Close()
	answers := json.NewDecoder(connection)
	var answer struct {
		Return struct {
			Fd  int `json:"fd"`
			Set int `json:"fdset-id"`
		} `json:"return"`
		Error json.RawMessage `json:"error"`
	}
	if err := answers.Decode(&answer); err != nil {
		return err
	}
	say := func(command string, rights []byte) error {
		if _, _, err := connection.WriteMsgUnix([]byte(command), rights, nil); err != nil {
			return err
		}
		for {
			answer.Error = nil
			var line json.RawMessage
			if err := answers.Decode(&line); err != nil {
				return err
			}
			var event struct{ Event string }
			if json.Unmarshal(line, &event) == nil && event.Event != "" {
				continue
			}
			if err := json.Unmarshal(line, &answer); err != nil {
				return err
			}
			if answer.Error != nil {
				return fmt.Errorf("QEMU: %s", answer.Error)
			}
			return nil
		}
	}
	if err := say(`{"execute":"qmp_capabilities"}`, nil); err != nil {
		return err
	}
	if err := say(`{"execute":"add-fd"}`, syscall.UnixRights(descriptor)); err != nil {
		return err
	}
	fmt.Printf("{\"fd\":%d,\"set\":%d}\n", answer.Return.Fd, answer.Return.Set)
	return nil
}
