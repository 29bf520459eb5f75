package main

import (
	"encoding/json"
	"io"
	"math/rand"
	"os"
	"sync"
	"time"
)

type plan struct {
	// Of the rows.
	Run string
	// Of what each operation is; not of when the database answers.
	Seed int64
	// Operations a second of each workload; one that is missing does not run.
	PerSecond map[string]float64
}

// A workload: its operations begin when they are due, each on a session of its own.
type work struct {
	name, role string
	sessions   int
	// Fills in what is done, and does it. The first error ends the operation; its result follows from whether a commit was under way.
	step func(s *session, o *Operation, random *rand.Rand) (result string, err error)
}

var (
	told  plan
	begun time.Time
	out   sync.Mutex
)

func now() int64 { return time.Since(begun).Microseconds() }

func print(o *Operation) {
	line, _ := json.Marshal(o)
	out.Lock()
	defer out.Unlock()
	os.Stdout.Write(append(line, '\n'))
}

func run(text string) error {
	if err := json.Unmarshal([]byte(text), &told); err != nil {
		return err
	}
	if err := makeTables(); err != nil {
		return err
	}
	begun = time.Now()
	print(&Operation{Work: "begun", Begun: begun.UnixMilli()})
	stop := make(chan struct{})
	var all sync.WaitGroup
	for number, one := range works {
		rate := told.PerSecond[one.name]
		if rate <= 0 {
			continue
		}
		all.Add(1)
		go func(one work, seed int64) {
			defer all.Done()
			one.pace(rate, rand.New(rand.NewSource(seed)), stop)
		}(one, told.Seed*31+int64(number))
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	close(stop)
	all.Wait()
	return nil
}

func (w work) pace(rate float64, random *rand.Rand, stop <-chan struct{}) {
	free := make(chan *session, w.sessions)
	for i := 0; i < w.sessions; i++ {
		s, err := newSession(w.role)
		if err != nil {
			panic(err)
		}
		free <- s
	}
	var pending sync.WaitGroup
	for number := 0; ; number++ {
		due := begun.Add(time.Duration(float64(number) / rate * float64(time.Second)))
		select {
		case <-stop:
			pending.Wait()
			return
		case <-time.After(time.Until(due)):
		}
		o := &Operation{Work: w.name, Due: due.Sub(begun).Microseconds(), Start: now()}
		// Drawn here, in the order of the dues: which session comes first changes nothing.
		choices := rand.New(rand.NewSource(random.Int63()))
		select {
		case s := <-free:
			pending.Add(1)
			go func() {
				defer pending.Done()
				w.perform(s, o, choices)
				free <- s
			}()
		default:
			o.End, o.Result = o.Start, Shed
			print(o)
		}
	}
}

func (w work) perform(s *session, o *Operation, choices *rand.Rand) {
	err := s.connect()
	result := Failed
	if err == nil {
		o.Session, o.Node = s.number, s.node
		result, err = w.step(s, o, choices)
	}
	o.End, o.Result, o.Error = now(), result, nameOf(err)
	print(o)
	if err != nil {
		s.drop()
	}
}
