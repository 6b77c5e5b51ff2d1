package main

import (
	"encoding/binary"
	"net"
	"time"
)

// The egress's end of its port: one reader, which never waits for a stream, and writers one after the other. The host never sends data that has
// the frames' magic in it: else what a server on the network says could pass for a hello wherever a frame comes in parts.

func payloadOf(id uint32, content []byte) []byte {
	payload := make([]byte, 4, 4+len(content))
	binary.BigEndian.PutUint32(payload, id)
	return append(payload, content...)
}

// send writes a frame of a stream, unless the host that it was opened to is gone.
func (e *egress) send(s *stream, kind byte, content []byte) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	e.mutex.Lock()
	current := e.nonce
	e.mutex.Unlock()
	if current != s.nonce {
		return net.ErrClosed
	}
	return e.write(frame{nonce: s.nonce, kind: kind, payload: payloadOf(s.id, content)})
}

func (e *egress) write(f frame) error {
	for bytes := f.encode(); len(bytes) > 0; {
		n, err := e.port.Write(bytes)
		if err != nil {
			return err
		}
		bytes = bytes[n:]
	}
	return nil
}

func (e *egress) serve() {
	var d decoder
	buffer := make([]byte, 64<<10)
	nobody := 0
	for {
		n, _ := e.port.Read(buffer)
		if n == 0 {
			if nobody++; nobody == readsUntilGone {
				d = decoder{}
				e.lose()
				// Whoever writes would wait for the next host, and hold up everybody else.
				_ = e.port.SetWriteDeadline(time.Now())
			}
			time.Sleep(readAgain)
			continue
		}
		nobody = 0
		for _, f := range d.feed(buffer[:n]) {
			e.take(f)
		}
	}
}

// lose ends every stream: the host that they were opened to is gone.
func (e *egress) lose() {
	e.mutex.Lock()
	lost := e.streams
	e.streams = map[uint32]*stream{}
	e.nonce = 0
	e.mutex.Unlock()
	for _, s := range lost {
		s.cut()
	}
}

func (e *egress) take(f frame) {
	if f.kind == kindHello {
		e.greet(f.nonce)
		return
	}
	if len(f.payload) < 4 {
		return
	}
	id, content := binary.BigEndian.Uint32(f.payload), f.payload[4:]
	e.mutex.Lock()
	s := e.streams[id]
	if f.nonce != e.nonce {
		s = nil
	}
	e.mutex.Unlock()
	if s == nil {
		return // It was over here before the host knew.
	}
	switch {
	case f.kind == kindData:
		s.take(content)
	case f.kind == kindEnd:
		s.takeEnd()
	case f.kind == kindReset:
		s.cut()
	case f.kind == kindCredit && len(content) == 4:
		s.takeCredit(binary.BigEndian.Uint32(content))
	}
}

// greet answers the host. One with a new nonce is another, or the same that has lost its connection: streams of before are over.
func (e *egress) greet(nonce uint32) {
	e.mutex.Lock()
	known := nonce == e.nonce
	e.mutex.Unlock()
	if !known {
		e.lose()
	}
	_ = e.port.SetWriteDeadline(time.Time{})
	e.writing.Lock()
	err := e.write(frame{nonce: nonce, kind: kindHello, payload: []byte("{}\x00")})
	e.writing.Unlock()
	if known || err != nil {
		return
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.nonce, e.lastID = nonce, 0
	close(e.changed)
	e.changed = make(chan struct{})
}
