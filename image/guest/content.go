package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// list answers a part of what settle found in a folder.
func (f *folders) list(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct {
		At   string
		From int
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	list := f.found[asked.At]
	if asked.From < 0 || asked.From > len(list) {
		return nil, nil, errors.New("there is no such part")
	}
	end := asked.From + partBytes
	if end > len(list) {
		end = len(list)
	}
	return nil, list[asked.From:end], nil
}

const partBytes = 768 << 10

// content answers parts of files of a folder's layer, one after the other.
func (f *folders) content(params json.RawMessage, _ []byte) (any, []byte, error) {
	var asked struct {
		At    string
		Parts []struct {
			Path string
			From int64
			Size int64
		}
	}
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, nil, err
	}
	f.mutex.Lock()
	upper := ""
	for _, layer := range f.mounted {
		if layer.At == asked.At {
			upper = layer.upper + "/upper"
		}
	}
	f.mutex.Unlock()
	if upper == "" {
		return nil, nil, fmt.Errorf("there is no folder %s", asked.At)
	}
	var out bytes.Buffer
	for _, part := range asked.Parts {
		if part.Size < 0 || int64(out.Len())+part.Size > maxPayload-4096 {
			return nil, nil, errors.New("that is too much at once")
		}
		if err := addPart(&out, filepath.Join(upper, filepath.Clean("/"+part.Path)), part.From, part.Size); err != nil {
			return nil, nil, err
		}
	}
	return nil, out.Bytes(), nil
}

func addPart(out io.Writer, path string, from, size int64) error {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	n, err := io.Copy(out, io.NewSectionReader(file, from, size))
	if err == nil && n != size {
		err = errors.New(strconv.Quote(path) + " is shorter than it was")
	}
	return err
}
