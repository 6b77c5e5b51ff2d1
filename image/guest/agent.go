package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// protocol is raised when host and guest of different versions would misunderstand each other.
const protocol = 1

// A request and its reply are JSON, a zero byte, and raw bytes. Ids are the host's; a request that comes again gets its reply again. Done: every
// reply up to this id has arrived and may be forgotten.
type request struct {
	ID     uint64          `json:"id"`
	Done   uint64          `json:"done"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	raw    []byte
}

type reply struct {
	ID     uint64 `json:"id"`
	Result any    `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
	raw    []byte
}

// methods answer a result and raw bytes; each runs in a goroutine of its own and may take its time.
type method func(params json.RawMessage, raw []byte) (any, []byte, error)

type agent struct {
	port    *os.File
	methods map[string]method

	mutex   sync.Mutex
	nonce   uint32
	replies map[uint64]*reply // nil: still being worked on

	writing sync.Mutex
}

func runAgent() error {
	if err := prepareSystem(); err != nil {
		return err
	}
	port, err := openPort("cowork.agent", 10*time.Second)
	if err != nil {
		return err
	}
	a := &agent{port: port, replies: map[uint64]*reply{}}
	machine := &machine{}
	runs := &runs{machine: machine}
	folders := &folders{machine: machine, runs: runs, shares: map[string]bool{}}
	a.methods = map[string]method{
		"begin":   machine.begin,
		"arrange": folders.arrange,
		"start":   runs.start,
		"follow":  runs.follow,
		"stop":    runs.stop,
		"settle":  folders.settle,
		"list":    folders.list,
		"content": folders.content,
		"sync":    machine.sync,
	}
	go runs.reap()
	go runEgress()
	return a.serve()
}

// openPort finds the virtio-serial port by the name that the host gave it.
func openPort(name string, patience time.Duration) (*os.File, error) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		names, _ := filepath.Glob("/sys/class/virtio-ports/*/name")
		for _, file := range names {
			content, err := os.ReadFile(file)
			if err == nil && strings.TrimSpace(string(content)) == name {
				return os.OpenFile("/dev/"+filepath.Base(filepath.Dir(file)), os.O_RDWR, 0)
			}
		}
	}
	return nil, fmt.Errorf("the host gave no port %s", name)
}

func (a *agent) serve() error {
	var d decoder
	buffer := make([]byte, 64<<10)
	for {
		n, err := a.port.Read(buffer)
		if n == 0 {
			// Nobody is connected; that is no error.
			time.Sleep(10 * time.Millisecond)
			continue
		}
		if err != nil {
			return err
		}
		for _, f := range d.feed(buffer[:n]) {
			a.take(f)
		}
	}
}

func (a *agent) take(f frame) {
	switch f.kind {
	case kindHello:
		a.mutex.Lock()
		a.nonce = f.nonce
		a.mutex.Unlock()
		a.send(kindHello, reply{Result: whatIAm()})
	case kindRequest:
		a.mutex.Lock()
		mine := f.nonce == a.nonce
		a.mutex.Unlock()
		if mine {
			a.answer(f.payload)
		}
	}
}

func (a *agent) answer(payload []byte) {
	head, raw, _ := bytes.Cut(payload, []byte{0})
	var r request
	if err := json.Unmarshal(head, &r); err != nil {
		return
	}
	a.mutex.Lock()
	for id := range a.replies {
		if id <= r.Done && a.replies[id] != nil {
			delete(a.replies, id)
		}
	}
	known, again := a.replies[r.ID]
	if !again {
		a.replies[r.ID] = nil
	}
	a.mutex.Unlock()
	if again {
		if known != nil {
			a.send(kindReply, *known)
		}
		return
	}
	go func() {
		answer := reply{ID: r.ID}
		if m, ok := a.methods[r.Method]; !ok {
			answer.Error = "there is no method " + r.Method
		} else if result, raw, err := m(r.Params, raw); err != nil {
			answer.Error = err.Error()
		} else {
			answer.Result, answer.raw = result, raw
		}
		a.mutex.Lock()
		a.replies[r.ID] = &answer
		a.mutex.Unlock()
		a.send(kindReply, answer)
	}()
}

// send writes a whole frame; while nobody is connected it waits, and what is lost is asked for again.
func (a *agent) send(kind byte, r reply) {
	head, err := json.Marshal(r)
	if err != nil {
		head = []byte(fmt.Sprintf(`{"id":%d,"error":"the answer could not be written"}`, r.ID))
	}
	a.mutex.Lock()
	nonce := a.nonce
	a.mutex.Unlock()
	bytes := frame{nonce: nonce, kind: kind, payload: append(append(head, 0), r.raw...)}.encode()
	a.writing.Lock()
	defer a.writing.Unlock()
	for len(bytes) > 0 {
		n, err := a.port.Write(bytes)
		if err != nil {
			return
		}
		bytes = bytes[n:]
	}
}
