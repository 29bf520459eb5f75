package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	connectSeconds   = 2
	statementSeconds = 20 // as the drills' client has
)

var sessions atomic.Int64

// A session holds one connection to the writer's or the readers' port of the service proxy; after an error it takes a new one.
type session struct {
	db     *sql.DB
	conn   *sql.Conn
	number int
	node   string
}

func newSession(role string) (*session, error) {
	ca, err := os.ReadFile(os.Getenv("DATABASE_CA"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	host := os.Getenv("DATABASE_" + role + "_HOST")
	config := mysql.NewConfig()
	config.User, config.Passwd, config.DBName = os.Getenv("DATABASE_USER"), os.Getenv("DATABASE_PASSWORD"), os.Getenv("DATABASE_NAME")
	config.Net, config.Addr = "tcp", net.JoinHostPort(host, os.Getenv("DATABASE_"+role+"_PORT"))
	config.TLS = &tls.Config{RootCAs: roots, ServerName: host}
	config.Timeout = connectSeconds * time.Second
	config.ReadTimeout, config.WriteTimeout = statementSeconds*time.Second, statementSeconds*time.Second
	config.InterpolateParams = true
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	// No connection waits in the pool: one that is dropped is closed.
	db.SetMaxIdleConns(0)
	return &session{db: db}, nil
}

// An error before anything was asked of a server.
type connectError struct{ error }

func (s *session) connect() error {
	if s.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*connectSeconds*time.Second)
	defer cancel()
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return connectError{err}
	}
	if err := conn.QueryRowContext(ctx, "SELECT @@hostname").Scan(&s.node); err != nil {
		conn.Close()
		return connectError{err}
	}
	s.conn, s.number = conn, int(sessions.Add(1))
	return nil
}

func (s *session) drop() {
	if s.conn != nil {
		// The server rolls back what is open when the connection ends.
		_ = s.conn.Raw(func(any) error { return errors.New("closed") })
		s.conn.Close()
		s.conn = nil
	}
}

// Server errors after which a statement has certainly had no effect: a deadlock, a lock that did not come, a server that is read-only.
// Not 3100 and 3101: a server that leaves its group says so also of what the others have received and carry out.
var without = map[uint16]bool{1205: true, 1213: true, 1290: true, 1792: true, 1836: true}

// What an error says of a statement that was committed with it.
func resultOf(err error) string {
	if err == nil {
		return Done
	}
	var refused *mysql.MySQLError
	if errors.As(err, &refused) && without[refused.Number] {
		return Failed
	}
	if errors.As(err, &connectError{}) {
		return Failed
	}
	return Unknown
}

func nameOf(err error) string {
	var refused *mysql.MySQLError
	var timeout net.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused):
		return fmt.Sprintf("MySQL %d", refused.Number)
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.As(err, &connectError{}):
		return "connect"
	default:
		return "connection"
	}
}

func (s *session) exec(statement string, values ...any) (int64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), statementSeconds*time.Second)
	defer cancel()
	result, err := s.conn.ExecContext(ctx, statement, values...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// The one value of the one row; fallback where there is no row.
func query[T any](s *session, fallback T, statement string, values ...any) (T, error) {
	ctx, cancel := context.WithTimeout(context.Background(), statementSeconds*time.Second)
	defer cancel()
	value := fallback
	err := s.conn.QueryRowContext(ctx, statement, values...).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return fallback, nil
	}
	return value, err
}
