package main

import (
	"math"
	"sort"
	"time"

	"github.com/anishathalye/porcupine"
)

const decideWithin = 20 * time.Second

// A register of one key, as Porcupine wants it: 0 while there is none.
var registerModel = porcupine.Model{
	Init: func() interface{} { return 0 },
	Step: func(state, input, output interface{}) (bool, interface{}) {
		value, o := state.(int), input.(*Operation)
		swaps := value != 0 && value == o.Compare
		switch o.Kind {
		case "read":
			return o.Value == value, value
		case "write":
			return true, o.Value
		}
		// Of a compare whose end is unknown, either is right.
		if o.done() && o.Swapped != swaps {
			return false, value
		}
		if swaps {
			return true, o.Value
		}
		return true, value
	},
	Equal: func(a, b interface{}) bool { return a == b },
}

// Operations on one key through the writer's port are linearizable, the final reads of all nodes included.
func (v *Verdict) checkRegisters(h *history) {
	byKey := map[int][]porcupine.Operation{}
	for _, o := range h.of("registers") {
		if o.Key == 0 || o.Result == Failed || o.Result == Shed || (o.Kind == "read" && !o.done()) {
			continue
		}
		end := o.End
		if o.Result == Unknown {
			end = math.MaxInt64
		}
		byKey[o.Key] = append(byKey[o.Key], porcupine.Operation{ClientId: len(byKey[o.Key]), Input: o, Call: o.Start, Output: o, Return: end})
	}
	keys := make([]int, 0, len(byKey))
	for key := range byKey {
		keys = append(keys, key)
	}
	sort.Ints(keys)
	for _, key := range keys {
		operations := byKey[key]
		for _, final := range h.finals {
			o := &Operation{Kind: "read", Value: final.Registers[key], Result: Done}
			operations = append(operations, porcupine.Operation{ClientId: len(operations), Input: o, Call: h.end, Output: o, Return: h.end + 1})
		}
		switch porcupine.CheckOperationsTimeout(registerModel, operations, decideWithin) {
		case porcupine.Illegal:
			v.violated("registers", "the %d operations on register %d are not linearizable", len(operations), key)
		case porcupine.Unknown:
			v.Undecided = append(v.Undecided, "registers: too many operations without an end on one key")
		}
	}
}
