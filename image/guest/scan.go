package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"unicode/utf8"
)

// An entry of an upper layer, as src/sandbox/overlay/entry.ts reads it. Nothing is interpreted here: the host does that, and trusts none of it.
type entry struct {
	Path       string `json:"path"`
	Type       string `json:"type"`
	Mode       uint32 `json:"mode"`
	Size       int64  `json:"size"`
	MtimeNs    string `json:"mtimeNs"`
	LinkTarget string `json:"linkTarget,omitempty"`
	Metacopy   bool   `json:"metacopy,omitempty"`
	Redirect   string `json:"redirect,omitempty"`
	Opaque     bool   `json:"opaque,omitempty"`
}

// marks is the begin of the names that the kernel gives to what it writes on entries of a layer.
var marks = "trusted.overlay."

// scan writes one line of JSON for each entry below the upper folder, folders before what is in them.
func scan(upper string, out io.Writer) error {
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	return scanFolder(upper, "", lines)
}

func scanFolder(upper, below string, lines *json.Encoder) error {
	entries, err := os.ReadDir(filepath.Join(upper, below))
	if err != nil {
		return err
	}
	for _, found := range entries {
		path := filepath.Join(below, found.Name())
		one, err := look(upper, path)
		if err != nil {
			return err
		}
		if err := lines.Encode(one); err != nil {
			return err
		}
		if one.Type == "folder" {
			if err := scanFolder(upper, path, lines); err != nil {
				return err
			}
		}
	}
	return nil
}

func look(upper, path string) (entry, error) {
	full := filepath.Join(upper, path)
	var stat syscall.Stat_t
	if err := syscall.Lstat(full, &stat); err != nil {
		return entry{}, &os.PathError{Op: "lstat", Path: path, Err: err}
	}
	one := entry{
		Path:    path,
		Type:    "other",
		Mode:    stat.Mode & 0o7777,
		Size:    stat.Size,
		MtimeNs: strconv.FormatInt(stat.Mtim.Nano(), 10),
	}
	switch stat.Mode & syscall.S_IFMT {
	case syscall.S_IFREG:
		one.Type = "file"
		one.Metacopy = has(full, marks+"metacopy")
		one.Redirect = attribute(full, marks+"redirect")
	case syscall.S_IFDIR:
		one.Type, one.Size = "folder", 0
		one.Opaque = attribute(full, marks+"opaque") == "y"
		one.Redirect = attribute(full, marks+"redirect")
	case syscall.S_IFLNK:
		target, err := os.Readlink(full)
		if err != nil {
			return entry{}, err
		}
		one.Type, one.LinkTarget = "link", target
	case syscall.S_IFCHR:
		if stat.Rdev == 0 {
			one.Type = "whiteout"
		}
	}
	if !utf8.ValidString(path) || !utf8.ValidString(one.LinkTarget) || !utf8.ValidString(one.Redirect) {
		one.Type = "other"
	}
	return one, nil
}

func has(path, name string) bool {
	_, err := syscall.Getxattr(path, name, nil)
	return err == nil
}

func attribute(path, name string) string {
	value := make([]byte, 4096)
	n, err := syscall.Getxattr(path, name, value)
	if err != nil || n < 0 {
		return ""
	}
	return string(value[:n])
}
