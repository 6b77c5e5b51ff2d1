package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// The shell of the task: one bash that lives on from command to command, so that its folder and its variables do too. What it needs to
// begin anew where it was, after an `exit` or with the machine, it writes to the task's disk after every command.
type shell struct {
	process *exec.Cmd
	pen     pen
	asks    *os.File      // where commands go to
	answers *bufio.Reader // where their exit codes come from
	ears    *os.File
}

const shellState = "/task/shell"

// Commands come as two words ended by zero bytes: the file for the output and the text. Between commands the shell stands in /, so that it
// holds no folder that is about to be renewed.
const shellLoop = `
[ -r /task/shell/env ] && . /task/shell/env
eval "$__cw_way"
unset __cw_way
__cw_at=/scratch
[ -r /task/shell/cwd ] && IFS= read -r -d '' __cw_at </task/shell/cwd
cd /
while IFS= read -r -d '' -u 9 __cw_out && IFS= read -r -d '' -u 9 __cw_text; do
  # Says here, where nobody hears it, what was ended since.
  jobs >/dev/null 2>&1
  cd "$__cw_at" 2>/dev/null || { __cw_gone=$__cw_at; cd /scratch 2>/dev/null || cd /; }
  {
    [ -n "${__cw_gone-}" ] && echo "($__cw_gone is gone; this ran in $PWD)"
    unset __cw_gone
    eval "$__cw_text"
  } </dev/null >"$__cw_out" 2>&1 9<&- 8>&-
  __cw_code=$?
  __cw_at=$PWD
  cd /
  printf '%s\0' "$__cw_at" >/task/shell/cwd
  { declare -px; } >/task/shell/env 2>/dev/null
  printf '%s\0' "$__cw_code" >&8
done
`

func startShell(on *machine, pen pen) (*shell, error) {
	asksOut, asksIn, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	answersOut, answersIn, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer asksOut.Close()
	defer answersIn.Close()
	// Descriptors 3 and 4 of the program that bash is started through become 9 and 8 of the shell.
	process := exec.Command("/bin/bash", "-c", on.around.limits+`exec 9<&3 8>&4 3<&- 4>&-; exec /bin/bash --norc --noprofile -c "$0"`, shellLoop)
	process.Dir = "/"
	process.Env = on.environment()
	process.ExtraFiles = []*os.File{asksOut, answersIn}
	process.SysProcAttr = &syscall.SysProcAttr{
		Setsid:     true,
		Credential: &syscall.Credential{Uid: on.user.Uid, Gid: on.user.Gid, NoSetGroups: true},
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	s := &shell{process: process, pen: pen, asks: asksIn, answers: bufio.NewReader(answersOut), ears: answersOut}
	return s, pen.leave(process.Process.Pid)
}

// run has the shell do one command. Gone: the shell went with it.
func (s *shell) run(output, text string) (code int, gone bool, err error) {
	if strings.ContainsRune(text, 0) {
		return 0, false, errors.New("a command holds no zero byte")
	}
	if err := s.pen.enter(s.process.Process.Pid); err != nil {
		return 0, false, err
	}
	if _, err := fmt.Fprintf(s.asks, "%s\x00%s\x00", output, text); err != nil && !errors.Is(err, syscall.EPIPE) {
		return 0, false, err
	}
	word, err := s.answers.ReadString(0)
	if err == nil {
		code, err = strconv.Atoi(strings.TrimSuffix(word, "\x00"))
		if err != nil {
			return 0, false, err
		}
		return code, false, s.pen.leave(s.process.Process.Pid)
	}
	if !errors.Is(err, io.EOF) {
		return 0, false, err
	}
	_ = s.process.Wait()
	s.close()
	return codeOf(s.process.ProcessState), true, nil
}

func (s *shell) close() {
	_ = s.asks.Close()
	_ = s.ears.Close()
}

// codeOf is what a shell would say: a signal's number comes above 128.
func codeOf(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
