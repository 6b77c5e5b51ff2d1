package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A port leads to the host. Reading nothing means that nobody is connected.
type port interface {
	io.Reader
	io.Writer
	SetWriteDeadline(time.Time) error
}

// openPort finds the virtio-serial port by the name that the host gave it.
func openPort(name string, patience time.Duration) (port, error) {
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

// socketPort is a socket that one host after the other connects to.
type socketPort struct {
	listener *net.UnixListener
	mutex    sync.Mutex
	conn     *net.UnixConn
}

func listen(path string) (*socketPort, error) {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	return &socketPort{listener: listener}, nil
}

func (p *socketPort) Read(buffer []byte) (int, error) {
	conn := p.connected()
	if conn == nil {
		_ = p.listener.SetDeadline(time.Now().Add(10 * time.Millisecond))
		accepted, err := p.listener.AcceptUnix()
		if err != nil {
			return 0, nil
		}
		p.connect(accepted)
		conn = accepted
	}
	n, err := conn.Read(buffer)
	if err != nil {
		_ = conn.Close()
		p.connect(nil)
	}
	return n, nil
}

func (p *socketPort) Write(bytes []byte) (int, error) {
	conn := p.connected()
	if conn == nil {
		return 0, net.ErrClosed
	}
	return conn.Write(bytes)
}

func (p *socketPort) SetWriteDeadline(at time.Time) error {
	if conn := p.connected(); conn != nil {
		return conn.SetWriteDeadline(at)
	}
	return nil
}

func (p *socketPort) connected() *net.UnixConn {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.conn
}

func (p *socketPort) connect(conn *net.UnixConn) {
	p.mutex.Lock()
	p.conn = conn
	p.mutex.Unlock()
}
