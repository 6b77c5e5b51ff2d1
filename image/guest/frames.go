package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// A frame, as both sides of the channel write it (all numbers big-endian):
//
//	magic   "cwf1"
//	nonce   4 bytes: which connection this belongs to; chosen by the host for each
//	length  4 bytes: of the payload, at most maxPayload
//	kind    1 byte
//	zero    3 bytes
//	sum     4 bytes: CRC-32 (IEEE) of everything before it and of the payload
//	payload
//
// A connection that breaks loses bytes in flight, so a reader may find the rest of an old frame first: it looks for the next magic whose sum is
// right. What was lost is asked for again: requests carry ids, and a request that comes again is answered again, not carried out again.
const (
	magic      = "cwf1"
	headBytes  = 20
	maxPayload = 1 << 20

	kindHello   byte = 1 // host → guest, and back with what the guest is
	kindRequest byte = 2 // host → guest: JSON head, a zero byte, raw bytes
	kindReply   byte = 3 // guest → host: the same
)

type frame struct {
	nonce   uint32
	kind    byte
	payload []byte
}

func (f frame) encode() []byte {
	out := make([]byte, headBytes, headBytes+len(f.payload))
	copy(out, magic)
	binary.BigEndian.PutUint32(out[4:], f.nonce)
	binary.BigEndian.PutUint32(out[8:], uint32(len(f.payload)))
	out[12] = f.kind
	binary.BigEndian.PutUint32(out[16:], sumOf(out[:16], f.payload))
	return append(out, f.payload...)
}

func sumOf(head, payload []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(head), crc32.IEEETable, payload)
}

// A decoder takes bytes as they come and gives whole frames; what belongs to none is skipped. Never holds more than two frames.
type decoder struct{ rest []byte }

func (d *decoder) feed(taken []byte) []frame {
	d.rest = append(d.rest, taken...)
	var frames []frame
	at := 0
	for {
		f, size, more := parse(d.rest[at:])
		if more {
			// The rest of a frame may never come: then a new hello does.
			next := helloIn(d.rest[at:])
			if next == 0 {
				break
			}
			at += next
			continue
		}
		if size == 0 {
			at++
			continue
		}
		frames = append(frames, f)
		at += size
	}
	d.rest = append([]byte(nil), d.rest[at:]...)
	return frames
}

// helloIn tells where in the bytes, but not at their begin, a whole hello begins; 0: nowhere.
func helloIn(rest []byte) int {
	for at := 1; at < len(rest); at++ {
		next := bytes.Index(rest[at:], []byte(magic))
		if next < 0 {
			return 0
		}
		at += next
		if f, size, _ := parse(rest[at:]); size > 0 && f.kind == kindHello {
			return at
		}
	}
	return 0
}

// parse answers a frame and its size; size 0: there is none at the first byte; more: it takes further bytes to tell.
func parse(b []byte) (f frame, size int, more bool) {
	for i := 0; i < len(magic); i++ {
		if i == len(b) {
			return f, 0, true
		}
		if b[i] != magic[i] {
			return f, 0, false
		}
	}
	if len(b) < headBytes {
		return f, 0, true
	}
	length := binary.BigEndian.Uint32(b[8:])
	if length > maxPayload {
		return f, 0, false
	}
	size = headBytes + int(length)
	if len(b) < size {
		return f, 0, true
	}
	payload := b[headBytes:size]
	if binary.BigEndian.Uint32(b[16:]) != sumOf(b[:16], payload) {
		return f, 0, false
	}
	f = frame{
		nonce:   binary.BigEndian.Uint32(b[4:]),
		kind:    b[12],
		payload: append([]byte(nil), payload...),
	}
	return f, size, false
}
