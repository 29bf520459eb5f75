// A steady load of visitors: what ../load-process.ts describes, compiled. Its requests leave on time on a machine that is busy with a site,
// where Node's event loop was late by a second. Only the standard library, but connections of its own: Go's HTTP client repeats a GET whose
// kept connection was closed, and would hide what a visitor sees.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

type plan struct {
	Edge, Host, CA, Path, Prefix string
	Visitors                     []string
	Port, PostEvery, TimeoutMs   int
	PerSecond                    float64
}

type outcome struct {
	At           int64  `json:"at"`
	Milliseconds int64  `json:"milliseconds"`
	Late         int64  `json:"late"`
	Result       any    `json:"result"`
	Method       string `json:"method"`
	ID           string `json:"id,omitempty"`
}

type connection struct {
	*tls.Conn
	raw    net.Conn
	reader *bufio.Reader
}

// One visitor: an address, and whether connections are kept.
type visitor struct {
	address net.IP
	keeps   bool
	lock    sync.Mutex
	idle    []*connection
}

var (
	told  plan
	roots = x509.NewCertPool()
	out   sync.Mutex
)

// What the peer has closed meanwhile is not used: nothing but an end comes on an idle connection.
func (c *connection) usable() bool {
	raw, err := c.raw.(syscall.Conn).SyscallConn()
	if err != nil || c.reader.Buffered() > 0 {
		return false
	}
	quiet := false
	err = raw.Control(func(fd uintptr) {
		_, _, peek := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		quiet = errors.Is(peek, syscall.EAGAIN)
	})
	return err == nil && quiet
}

func (v *visitor) connect(deadline time.Time) (*connection, error) {
	v.lock.Lock()
	for len(v.idle) > 0 {
		last := v.idle[len(v.idle)-1]
		v.idle = v.idle[:len(v.idle)-1]
		if last.usable() {
			v.lock.Unlock()
			return last, nil
		}
		last.Close()
	}
	v.lock.Unlock()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: v.address}, Deadline: deadline}
	raw, err := dialer.Dial("tcp", net.JoinHostPort(told.Edge, fmt.Sprint(told.Port)))
	if err != nil {
		return nil, err
	}
	secured := tls.Client(raw, &tls.Config{RootCAs: roots, ServerName: told.Host})
	return &connection{secured, raw, bufio.NewReader(secured)}, nil
}

func (v *visitor) send(method, path, body string, deadline time.Time) (int, error) {
	c, err := v.connect(deadline)
	if err != nil {
		return 0, err
	}
	c.SetDeadline(deadline)
	request, err := http.NewRequest(method, "https://"+told.Host+path, strings.NewReader(body))
	if err != nil {
		c.Close()
		return 0, err
	}
	request.Header.Set("User-Agent", "load")
	request.Close = !v.keeps
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	status, keep := 0, false
	if err = request.Write(c); err == nil {
		var response *http.Response
		if response, err = http.ReadResponse(c.reader, request); err == nil {
			_, err = io.Copy(io.Discard, response.Body)
			status, keep = response.StatusCode, v.keeps && !response.Close
		}
	}
	if err != nil || !keep {
		c.Close()
		return status, err
	}
	v.lock.Lock()
	v.idle = append(v.idle, c)
	v.lock.Unlock()
	return status, nil
}

// An error by Node's names, so that reports do not depend on the generator.
func name(err error) string {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "TimeoutError"
	}
	for number, code := range map[syscall.Errno]string{
		syscall.ECONNREFUSED: "ECONNREFUSED", syscall.ECONNRESET: "ECONNRESET", syscall.EPIPE: "EPIPE",
		syscall.EHOSTUNREACH: "EHOSTUNREACH", syscall.ENETUNREACH: "ENETUNREACH",
	} {
		if errors.Is(err, number) {
			return code
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "UND_ERR_SOCKET"
	}
	return err.Error()
}

func main() {
	if err := json.Unmarshal([]byte(os.Args[1]), &told); err != nil {
		panic(err)
	}
	roots.AppendCertsFromPEM([]byte(told.CA))
	if told.Port == 0 {
		told.Port = 443
	}
	var visitors []*visitor
	for _, address := range told.Visitors {
		visitors = append(visitors, &visitor{address: net.ParseIP(address), keeps: true}, &visitor{address: net.ParseIP(address)})
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	begun := time.Now()
	patience := time.Duration(told.TimeoutMs) * time.Millisecond
	var pending sync.WaitGroup
	for number := 0; ; number++ {
		due := begun.Add(time.Duration(float64(number) / told.PerSecond * float64(time.Second)))
		select {
		case <-stop:
			pending.Wait()
			return
		case <-time.After(time.Until(due)):
		}
		pending.Add(1)
		number := number
		go func() {
			defer pending.Done()
			late := time.Since(due)
			one := outcome{At: due.Sub(begun).Milliseconds(), Late: late.Milliseconds(), Method: "GET"}
			path, body := told.Path, ""
			if number%told.PostEvery == told.PostEvery-1 {
				one.Method, one.ID, path = "POST", fmt.Sprintf("%s-%d", told.Prefix, number), "/visits"
				body = fmt.Sprintf(`{"id":%q}`, one.ID)
			}
			status, err := visitors[number%len(visitors)].send(one.Method, path, body, time.Now().Add(patience))
			one.Result = status
			if err != nil {
				one.Result = name(err)
			}
			// From when it was due: a visitor who comes while the load stands still waits, too.
			one.Milliseconds = time.Since(due).Milliseconds()
			line, _ := json.Marshal(one)
			out.Lock()
			defer out.Unlock()
			os.Stdout.Write(append(line, '\n'))
		}()
	}
}
