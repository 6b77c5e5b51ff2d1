package main

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
)

const (
	// Bytes that either side of a stream may have under way before they are credited: what one of them, not read, keeps in memory at most.
	windowBytes = 256 << 10
	creditBytes = 64 << 10
	// With its head and id a frame of this is what the kernel's port takes at once.
	dataBytes = 32<<10 - headBytes - 4
)

// A stream is one connection of a command, carried to the host and back.
type stream struct {
	egress *egress
	nonce  uint32
	id     uint32
	conn   *net.TCPConn

	mutex   sync.Mutex
	news    *sync.Cond
	room    int      // bytes that the host still takes
	waiting [][]byte // what came from the host and was not written yet
	held    int      // bytes of the host that were not credited yet
	ended   bool     // the host sends no more
	over    bool     // in both directions, at once
}

// newStream is called with the egress held.
func newStream(e *egress, id uint32, conn *net.TCPConn) *stream {
	s := &stream{egress: e, nonce: e.nonce, id: id, conn: conn, room: windowBytes}
	s.news = sync.NewCond(&s.mutex)
	return s
}

// carry returns when both directions have ended, or the stream was cut.
func (s *stream) carry() {
	back := make(chan struct{})
	go func() {
		s.carryBack()
		close(back)
	}()
	s.carryOut()
	<-back
}

func (s *stream) carryOut() {
	buffer := make([]byte, dataBytes)
	for {
		room := s.awaitRoom()
		if room == 0 {
			return
		}
		if room > len(buffer) {
			room = len(buffer)
		}
		n, err := s.conn.Read(buffer[:room])
		if n > 0 {
			s.mutex.Lock()
			s.room -= n
			s.mutex.Unlock()
			s.say(kindData, buffer[:n])
		}
		if errors.Is(err, io.EOF) {
			s.say(kindEnd, nil)
			return
		}
		if err != nil {
			s.fail()
			return
		}
	}
}

// awaitRoom answers how many bytes the host takes; 0: the stream is over.
func (s *stream) awaitRoom() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for s.room == 0 && !s.over {
		s.news.Wait()
	}
	if s.over {
		return 0
	}
	return s.room
}

func (s *stream) carryBack() {
	handed := 0
	for {
		chunk := s.next()
		if chunk == nil {
			break
		}
		if _, err := s.conn.Write(chunk); err != nil {
			s.fail()
			return
		}
		if handed += len(chunk); handed >= creditBytes {
			s.mutex.Lock()
			s.held -= handed
			s.mutex.Unlock()
			s.say(kindCredit, binary.BigEndian.AppendUint32(nil, uint32(handed)))
			handed = 0
		}
	}
	_ = s.conn.CloseWrite()
}

// next waits for bytes of the host; nil: no more come.
func (s *stream) next() []byte {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.waiting) == 0 && !s.ended && !s.over {
		s.news.Wait()
	}
	if len(s.waiting) == 0 {
		return nil
	}
	chunk := s.waiting[0]
	s.waiting = s.waiting[1:]
	return chunk
}

func (s *stream) say(kind byte, content []byte) {
	if s.egress.send(s, kind, content) != nil {
		s.cut()
	}
}

func (s *stream) take(content []byte) {
	s.mutex.Lock()
	overrun := s.held+len(content) > windowBytes
	if !overrun && !s.over {
		s.held += len(content)
		s.waiting = append(s.waiting, content)
	}
	s.news.Broadcast()
	s.mutex.Unlock()
	if overrun {
		go s.fail()
	}
}

func (s *stream) takeEnd() {
	s.mutex.Lock()
	s.ended = true
	s.news.Broadcast()
	s.mutex.Unlock()
}

func (s *stream) takeCredit(bytes uint32) {
	s.mutex.Lock()
	if bytes <= windowBytes {
		s.room += int(bytes)
	}
	s.news.Broadcast()
	s.mutex.Unlock()
}

// fail cuts the stream and tells the host, unless it was cut before.
func (s *stream) fail() {
	if s.cut() {
		_ = s.egress.send(s, kindReset, nil)
	}
}

// cut ends both directions; the program sees its connection break, not end. Answers whether it was not cut before.
func (s *stream) cut() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	first := !s.over
	s.over, s.waiting = true, nil
	// Before anybody hears of it: who finds nothing waiting ends the writing side.
	_ = s.conn.SetLinger(0)
	_ = s.conn.Close()
	s.news.Broadcast()
	return first
}
