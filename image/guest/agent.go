package main

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	port    port
	methods map[string]method

	mutex   sync.Mutex
	nonce   uint32
	replies map[uint64]*reply // nil: still being worked on

	writing sync.Mutex
}

// surroundings are what differs between a virtual machine and a jail on the host itself.
type surroundings struct {
	agentPort, egressPort func() (port, error)
	pen                   pen
	// prepare sets what each start has to set anew.
	prepare func(beginning, []byte) error
	// mountDisk makes /task, and what is shown of it elsewhere, be there.
	mountDisk func() error
	shares    shares
	// showReadOnly shows a folder of the host without a layer.
	showReadOnly func(lower, at string) error
	// sync puts what was written where it outlives the agent.
	sync func()
	// overlay is what layers are mounted with, marks the names of what the kernel writes on their entries.
	overlay string
	// Limits of the shell, for the shell to set.
	limits string
}

// runAgent serves the host; it returns only with an error.
func runAgent(around surroundings) error {
	port, err := around.agentPort()
	if err != nil {
		return err
	}
	a := &agent{port: port, replies: map[uint64]*reply{}}
	machine := &machine{around: around}
	runs := &runs{machine: machine, pen: around.pen}
	folders := &folders{machine: machine, runs: runs, pen: around.pen}
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
	go runEgress(around.egressPort)
	return a.serve()
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
