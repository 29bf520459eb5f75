package main

import (
	"context"
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// A register is used for so long: the judge's work grows with the operations whose end nobody knows.
	registerSeconds, registerKeys = 20, 4
	listSeconds, listKeys         = 15, 5
	accounts, balance             = 6, 100
)

var tables = []string{
	`CREATE TABLE IF NOT EXISTS chaos_registers (run VARCHAR(32) NOT NULL, k INT NOT NULL, v INT NOT NULL, PRIMARY KEY (run, k))`,
	`CREATE TABLE IF NOT EXISTS chaos_lists (run VARCHAR(32) NOT NULL, k INT NOT NULL, v TEXT NOT NULL, PRIMARY KEY (run, k))`,
	`CREATE TABLE IF NOT EXISTS chaos_accounts (run VARCHAR(32) NOT NULL, k INT NOT NULL, v INT NOT NULL, PRIMARY KEY (run, k))`,
	// Without a unique key on (run, n): a row that is written twice is there twice.
	`CREATE TABLE IF NOT EXISTS chaos_set (id BIGINT AUTO_INCREMENT PRIMARY KEY, run VARCHAR(32) NOT NULL, n INT NOT NULL, KEY (run, n))`,
	`CREATE TABLE IF NOT EXISTS chaos_beat (run VARCHAR(32) NOT NULL PRIMARY KEY, v INT NOT NULL)`,
}

var works = []work{
	{"registers", "WRITER", 24, register},
	{"lists", "WRITER", 16, transaction},
	{"snapshots", "READER", 8, snapshot},
	{"bank", "WRITER", 8, transfer},
	{"totals", "READER", 8, total},
	{"set", "WRITER", 16, insert},
	{"beat", "WRITER", 8, beat},
	// Each read is one of a few sessions.
	{"sessions", "READER", 3, seen},
}

func makeTables() error {
	s, err := newSession("WRITER")
	if err != nil {
		return err
	}
	if err := s.connect(); err != nil {
		return err
	}
	defer s.drop()
	for _, table := range tables {
		if _, err := s.exec(table); err != nil {
			return err
		}
	}
	if _, err := s.exec("INSERT INTO chaos_beat (run, v) VALUES (?, 0)", told.Run); err != nil {
		return err
	}
	// In one statement: a reader sees all accounts or none.
	var rows []string
	for k := 1; k <= accounts; k++ {
		rows = append(rows, fmt.Sprintf("('%s', %d, %d)", told.Run, k, balance))
	}
	_, err = s.exec("INSERT INTO chaos_accounts (run, k, v) VALUES " + strings.Join(rows, ", "))
	return err
}

// Of the operation's due time, so that a seed gives the same keys.
func keyOf(o *Operation, seconds, keys int, random *rand.Rand) int {
	return 1 + int(o.Due/1_000_000)/seconds*keys + random.Intn(keys)
}

var (
	values atomic.Int64
	// What a register held when it was last read or written: a compare with it has a chance.
	held sync.Map
)

func unique() int { return int(values.Add(1)) }

func register(s *session, o *Operation, random *rand.Rand) (string, error) {
	o.Key = keyOf(o, registerSeconds, registerKeys, random)
	switch choice := random.Intn(10); {
	case choice < 4:
		o.Kind = "read"
		value, err := query(s, 0, "SELECT v FROM chaos_registers WHERE run = ? AND k = ?", told.Run, o.Key)
		if err != nil {
			return Failed, err
		}
		o.Value = value
		held.Store(o.Key, value)
		return Done, nil
	case choice < 7:
		o.Kind, o.Value = "write", unique()
		_, err := s.exec("INSERT INTO chaos_registers (run, k, v) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)", told.Run, o.Key, o.Value)
		if err == nil {
			held.Store(o.Key, o.Value)
		}
		return resultOf(err), err
	default:
		o.Kind, o.Value = "compare", unique()
		if known, ok := held.Load(o.Key); ok {
			o.Compare = known.(int)
		}
		changed, err := s.exec("UPDATE chaos_registers SET v = ? WHERE run = ? AND k = ? AND v = ?", o.Value, told.Run, o.Key, o.Compare)
		o.Swapped = changed == 1
		if o.Swapped {
			held.Store(o.Key, o.Value)
		}
		return resultOf(err), err
	}
}

// Begins a transaction, and commits it where nothing fails. What fails before the commit is asked for has no effect.
func (s *session) transact(begin string, inside func() error) (string, error) {
	if _, err := s.exec(begin); err != nil {
		return Failed, err
	}
	if err := inside(); err != nil {
		return Failed, err
	}
	_, err := s.exec("COMMIT")
	return resultOf(err), err
}

func transaction(s *session, o *Operation, random *rand.Rand) (string, error) {
	o.Kind = "transaction"
	count := 1 + random.Intn(4)
	for i := 0; i < count; i++ {
		step := Step{Key: keyOf(o, listSeconds, listKeys, random), Append: random.Intn(2) == 0}
		if step.Append {
			step.Value = unique()
		}
		o.Steps = append(o.Steps, step)
	}
	return s.transact("START TRANSACTION", func() error { return s.follow(o.Steps) })
}

// One snapshot of several lists, on a server that readers use.
func snapshot(s *session, o *Operation, random *rand.Rand) (string, error) {
	o.Kind = "transaction"
	for _, key := range random.Perm(listKeys)[:3] {
		o.Steps = append(o.Steps, Step{Key: 1 + int(o.Due/1_000_000)/listSeconds*listKeys + key})
	}
	return s.transact("START TRANSACTION READ ONLY", func() error { return s.follow(o.Steps) })
}

func (s *session) follow(steps []Step) error {
	for i := range steps {
		step := &steps[i]
		if step.Append {
			text := fmt.Sprintf("%d,", step.Value)
			_, err := s.exec("INSERT INTO chaos_lists (run, k, v) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE v = CONCAT(v, VALUES(v))", told.Run, step.Key, text)
			if err != nil {
				return err
			}
			continue
		}
		text, err := query(s, "", "SELECT v FROM chaos_lists WHERE run = ? AND k = ?", told.Run, step.Key)
		if err != nil {
			return err
		}
		step.List = numbers(text)
	}
	return nil
}

func numbers(text string) []int {
	list := []int{}
	for _, word := range strings.Split(text, ",") {
		if number, err := strconv.Atoi(word); err == nil {
			list = append(list, number)
		}
	}
	return list
}

func transfer(s *session, o *Operation, random *rand.Rand) (string, error) {
	o.Kind, o.Value = "transfer", 1+random.Intn(5)
	pair := random.Perm(accounts)[:2]
	from, to := pair[0]+1, pair[1]+1
	first, second := min(from, to), max(from, to)
	return s.transact("START TRANSACTION", func() error {
		balances := map[int]int{}
		for _, k := range []int{first, second} {
			v, err := query(s, 0, "SELECT v FROM chaos_accounts WHERE run = ? AND k = ? FOR UPDATE", told.Run, k)
			if err != nil {
				return err
			}
			balances[k] = v
		}
		if balances[from] < o.Value {
			return nil
		}
		for k, v := range map[int]int{from: balances[from] - o.Value, to: balances[to] + o.Value} {
			if _, err := s.exec("UPDATE chaos_accounts SET v = ? WHERE run = ? AND k = ?", v, told.Run, k); err != nil {
				return err
			}
		}
		return nil
	})
}

// All balances in one statement: money is neither made nor lost.
func total(s *session, o *Operation, _ *rand.Rand) (string, error) {
	o.Kind = "total"
	value, err := query(s, 0, "SELECT COALESCE(SUM(v), 0) FROM chaos_accounts WHERE run = ?", told.Run)
	o.Value = value
	if err != nil {
		return Failed, err
	}
	return Done, nil
}

func insert(s *session, o *Operation, _ *rand.Rand) (string, error) {
	o.Kind, o.Value = "insert", unique()
	_, err := s.exec("INSERT INTO chaos_set (run, n) VALUES (?, ?)", told.Run, o.Value)
	return resultOf(err), err
}

var beats atomic.Int64

// A number that only grows, also where an earlier statement arrives late.
func beat(s *session, o *Operation, _ *rand.Rand) (string, error) {
	o.Kind, o.Value = "beat", int(beats.Add(1))
	_, err := s.exec("UPDATE chaos_beat SET v = GREATEST(v, ?) WHERE run = ?", o.Value, told.Run)
	return resultOf(err), err
}

func seen(s *session, o *Operation, _ *rand.Rand) (string, error) {
	o.Kind = "seen"
	ctx, cancel := context.WithTimeout(context.Background(), statementSeconds*time.Second)
	defer cancel()
	// The server that answers, not the one that was connected to: a proxy may have moved the connection.
	err := s.conn.QueryRowContext(ctx, "SELECT v, @@hostname FROM chaos_beat WHERE run = ?", told.Run).Scan(&o.Value, &o.Node)
	if err != nil {
		return Failed, err
	}
	return Done, nil
}
