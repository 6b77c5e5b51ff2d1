package main

import (
	"net"
	"sync"
	"time"
)

// The way out. What a command sends to a port of the loopback interface goes to the host as a stream, and what the host answers comes back:
// nothing here knows what is said, and the host decides about all of it. src/sandbox/channel/streams.ts is the other end. The port has frames
// as the agent's has, with kinds of its own; streams are not outlived by the connection to the host, so nothing is ever said again.
const (
	kindOpen   byte = 4 // guest → host: the stream's id
	kindData   byte = 5 // both ways: id, and bytes
	kindEnd    byte = 6 // both ways: id; no more bytes come from this side
	kindReset  byte = 7 // both ways: id; the stream is over at once
	kindCredit byte = 8 // both ways: id, and how many bytes were handed on since the last credit

	egressAddress = "127.0.0.1:3128"
	// Further connections wait to be accepted.
	mostStreams = 256
	// How long a new connection waits for a host.
	hostPatience = 5 * time.Second
	// So many reads in a row that find nobody connected: then the host is gone, and has not only just come.
	readsUntilGone = 10
	readAgain      = 50 * time.Millisecond
)

type egress struct {
	port port
	room chan struct{}

	writing sync.Mutex // one frame at a time; taken before the other, where both are

	mutex   sync.Mutex
	nonce   uint32        // of the host that was greeted; 0: there is none
	changed chan struct{} // closed when a host was greeted
	lastID  uint32
	streams map[uint32]*stream
}

// runEgress serves until the machine ends. Without the port, or the address, commands have no way out, and everything else goes on.
func runEgress(open func() (port, error)) {
	port, err := open()
	if err != nil {
		return
	}
	listener, err := net.Listen("tcp4", egressAddress)
	if err != nil {
		return
	}
	e := &egress{port: port, room: make(chan struct{}, mostStreams), changed: make(chan struct{}), streams: map[uint32]*stream{}}
	go e.accept(listener)
	e.serve()
}

func (e *egress) accept(listener net.Listener) {
	for {
		e.room <- struct{}{}
		conn, err := listener.Accept()
		if err != nil {
			// Descriptors or memory are short for now.
			<-e.room
			time.Sleep(readAgain)
			continue
		}
		go func() {
			e.carry(conn.(*net.TCPConn))
			<-e.room
		}()
	}
}

func (e *egress) carry(conn *net.TCPConn) {
	defer conn.Close()
	// What the kernel holds for programs that do not read is bounded, too.
	_ = conn.SetWriteBuffer(windowBytes)
	_ = conn.SetReadBuffer(windowBytes)
	if !e.awaitHost() {
		return
	}
	if s := e.open(conn); s != nil {
		s.carry()
		e.forget(s)
	}
}

func (e *egress) awaitHost() bool {
	late := time.After(hostPatience)
	for {
		e.mutex.Lock()
		there, changed := e.nonce != 0, e.changed
		e.mutex.Unlock()
		if there {
			return true
		}
		select {
		case <-changed:
		case <-late:
			return false
		}
	}
}

// open tells the host of a new stream. Ids reach it in their order.
func (e *egress) open(conn *net.TCPConn) *stream {
	e.writing.Lock()
	defer e.writing.Unlock()
	e.mutex.Lock()
	if e.nonce == 0 {
		e.mutex.Unlock()
		return nil
	}
	e.lastID++
	s := newStream(e, e.lastID, conn)
	e.streams[s.id] = s
	e.mutex.Unlock()
	if e.write(frame{nonce: s.nonce, kind: kindOpen, payload: payloadOf(s.id, nil)}) != nil {
		e.forget(s)
		return nil
	}
	return s
}

func (e *egress) forget(s *stream) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.streams[s.id] == s {
		delete(e.streams, s.id)
	}
}
