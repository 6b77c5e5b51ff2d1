package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Whom programs trust: the authorities that the image came with, and the host's own, so that it can stand between a command and the world.
const trustBundle = "/etc/ssl/certs/ca-certificates.crt"

// writeTrust puts the authorities in place. A program that reads meanwhile finds the old ones or the new ones, whole.
func (m *machine) writeTrust(ca string) error {
	if m.authorities == nil {
		found, err := os.ReadFile(trustBundle)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		m.authorities = append([]byte{}, found...)
	}
	if err := os.MkdirAll(filepath.Dir(trustBundle), 0o755); err != nil {
		return err
	}
	bundle := append(append([]byte{}, m.authorities...), ca...)
	if err := os.WriteFile(trustBundle+".new", bundle, 0o644); err != nil {
		return err
	}
	return os.Rename(trustBundle+".new", trustBundle)
}

// way is what programs are told of the way out, and what else the host gives them.
func (m *machine) way() map[string]string {
	way := map[string]string{}
	for _, name := range []string{"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"} {
		way[name] = "http://" + egressAddress
	}
	for _, name := range []string{"no_proxy", "NO_PROXY"} {
		way[name] = "localhost,127.0.0.1,::1"
	}
	for _, name := range []string{"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS"} {
		way[name] = trustBundle
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for name, value := range m.given {
		way[name] = value
	}
	return way
}

// environment is what the shell starts with.
func (m *machine) environment() []string {
	return append(m.user.environment(), wayVariable+"="+exports(m.way()))
}

// The shell carries it out after it has read the variables of the shell before, which came from an earlier host.
const wayVariable = "__cw_way"

func exports(variables map[string]string) string {
	var lines []string
	for name, value := range variables {
		lines = append(lines, "export "+name+"='"+strings.ReplaceAll(value, "'", `'\''`)+"'")
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}
