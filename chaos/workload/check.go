package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
)

// Counts of one workload by result.
type counts struct {
	Ok      int `json:"ok"`
	Failed  int `json:"failed"`
	Unknown int `json:"unknown"`
	Shed    int `json:"shed"`
}

// Violation is something that must not be in a history.
type Violation struct {
	Check string `json:"check"`
	What  string `json:"what"`
}

// Verdict on a history. Times in milliseconds.
type Verdict struct {
	Operations map[string]*counts `json:"operations"`
	// The operation that began latest after it was due: the workload's own lateness.
	LateMs int64 `json:"lateMs"`
	// Longest time between two acknowledged writes.
	WriteGapMs int64 `json:"writeGapMs"`
	// The oldest acknowledged write that a read on the readers' port did not see.
	StalestMs int64 `json:"stalestMs"`
	// How often acknowledged writes went on at another server.
	Moves      int         `json:"moves"`
	Violations []Violation `json:"violations"`
	// What the judge could not decide in its time.
	Undecided []string `json:"undecided"`
}

func (v *Verdict) violated(check, format string, values ...any) {
	v.Violations = append(v.Violations, Violation{check, fmt.Sprintf(format, values...)})
}

type history struct {
	all    []*Operation
	finals []*Operation
	// When the final reads were, later than everything else.
	end int64
}

func (h *history) of(work string) []*Operation {
	var found []*Operation
	for _, o := range h.all {
		if o.Work == work {
			found = append(found, o)
		}
	}
	return found
}

func read(path string) (*history, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	h := &history{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		o := &Operation{}
		if err := json.Unmarshal(lines.Bytes(), o); err != nil {
			return nil, fmt.Errorf("not a line of a history: %w", err)
		}
		switch o.Work {
		case "begun":
		case "final":
			h.finals = append(h.finals, o)
		default:
			h.all = append(h.all, o)
			h.end = max(h.end, o.End+1)
		}
	}
	return h, lines.Err()
}

func check(path string) error {
	h, err := read(path)
	if err != nil {
		return err
	}
	v := &Verdict{Operations: map[string]*counts{}, Violations: []Violation{}, Undecided: []string{}}
	for _, o := range h.all {
		v.count(o)
	}
	v.checkRegisters(h)
	v.checkLists(h)
	v.checkBank(h)
	v.checkSet(h)
	v.checkSessions(h)
	v.checkWriters(h)
	return json.NewEncoder(os.Stdout).Encode(v)
}

func (v *Verdict) count(o *Operation) {
	one := v.Operations[o.Work]
	if one == nil {
		one = &counts{}
		v.Operations[o.Work] = one
	}
	v.LateMs = max(v.LateMs, (o.Start-o.Due)/1000)
	switch o.Result {
	case Done:
		one.Ok++
	case Failed:
		one.Failed++
	case Unknown:
		one.Unknown++
	case Shed:
		one.Shed++
	}
}

// Money is neither made nor lost. Only a reader to which the accounts have not come yet sees nothing.
func (v *Verdict) checkBank(h *history) {
	since := map[string]int64{}
	for _, o := range h.of("totals") {
		if first, known := since[o.Node]; o.done() && o.Value != 0 && (!known || o.End < first) {
			since[o.Node] = o.End
		}
	}
	for _, o := range h.of("totals") {
		if first, known := since[o.Node]; o.done() && o.Value == 0 && (!known || o.Start < first) {
			continue
		}
		if o.done() && o.Value != accounts*balance {
			v.violated("bank", "a read on %s at %d ms saw %d in all accounts, not %d", o.Node, o.Start/1000, o.Value, accounts*balance)
		}
	}
}

// Each acknowledged row is there once on every node, and no row that nobody wrote.
func (v *Verdict) checkSet(h *history) {
	result := map[int]string{}
	for _, o := range h.of("set") {
		if o.Value != 0 {
			result[o.Value] = o.Result
		}
	}
	for _, final := range h.finals {
		for n, result := range result {
			switch count := final.Set[n]; {
			case count > 1:
				v.violated("set", "%s has row %d %d times", final.Node, n, count)
			case count == 0 && result == Done:
				v.violated("set", "%s has lost row %d, which was acknowledged", final.Node, n)
			case count > 0 && result == Failed:
				v.violated("set", "%s has row %d, which was refused", final.Node, n)
			}
		}
		for n := range final.Set {
			if _, known := result[n]; !known {
				v.violated("set", "%s has row %d, which nobody wrote", final.Node, n)
			}
		}
	}
}

// A session on the readers' port never goes back, and says how old what it saw was.
func (v *Verdict) checkSessions(h *history) {
	last := map[int]*Operation{}
	acknowledged := []*Operation{}
	highest := 0
	for _, o := range h.of("beat") {
		if o.done() {
			acknowledged = append(acknowledged, o)
		}
		highest = max(highest, o.Value)
	}
	reads := h.of("sessions")
	sort.Slice(reads, func(a, b int) bool { return reads[a].Start < reads[b].Start })
	for _, o := range reads {
		if !o.done() {
			continue
		}
		if before := last[o.Session]; before != nil && o.Value < before.Value {
			v.violated("sessions", "session %d saw %d on %s at %d ms after %d on %s", o.Session, o.Value, o.Node, o.Start/1000, before.Value, before.Node)
		}
		if o.Value > highest {
			v.violated("sessions", "%s had %d, which nobody wrote", o.Node, o.Value)
		}
		last[o.Session] = o
		for _, write := range acknowledged {
			if write.Value > o.Value && write.End < o.Start {
				v.StalestMs = max(v.StalestMs, (o.Start-write.End)/1000)
			}
		}
	}
}

// Two servers that are writers at one moment acknowledge in turn; a move there and back takes longer than this.
const quickestMoves = 1_000_000

func (v *Verdict) checkWriters(h *history) {
	var writes []*Operation
	for _, o := range h.all {
		if o.wrote() && o.Node != "" {
			writes = append(writes, o)
		}
	}
	sort.Slice(writes, func(a, b int) bool { return writes[a].End < writes[b].End })
	for i, o := range writes {
		if i == 0 {
			continue
		}
		v.WriteGapMs = max(v.WriteGapMs, (o.End-writes[i-1].End)/1000)
		if o.Node == writes[i-1].Node {
			continue
		}
		v.Moves++
		// Back at a server that had acknowledged just before, with another one's whole write between.
		for j := i - 1; j >= 0 && o.Start-writes[j].End < quickestMoves; j-- {
			between := writes[i-1]
			if writes[j].Node == o.Node && writes[j].End < between.Start && between.End < o.Start {
				v.violated("one writer", "%s acknowledged at %d ms, %s at %d ms, %s again at %d ms", o.Node, writes[j].End/1000, between.Node, between.End/1000, o.Node, o.End/1000)
				break
			}
		}
	}
}
