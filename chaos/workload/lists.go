package main

import (
	"fmt"
	"sort"
	"strings"
)

/*
Lists that transactions append to, judged by the graph of what must have come before what (Adya's dependencies, as Elle infers them).
The database promises the isolation REPEATABLE READ as InnoDB has it: dirty and intermediate reads are forbidden, and so are cycles of writes
(ww) and reads of writes (wr). A transaction that only reads sees one snapshot, also on a secondary: what it did not see yet (rw) may
be in no such cycle either. Not forbidden: a transaction that writes acts on the newest row, which may not be the one it has read.
*/
func (v *Verdict) checkLists(h *history) {
	transactions := append(h.of("lists"), h.of("snapshots")...)
	writer, last := map[[2]int]int{}, map[[2]int]int{}
	for index, o := range transactions {
		for _, step := range o.Steps {
			if step.Append && step.Value != 0 {
				writer[[2]int{step.Key, step.Value}] = index
				last[[2]int{index, step.Key}] = step.Value
			}
		}
	}
	orders := v.orderLists(h, transactions)
	for key, order := range orders {
		there := map[int]bool{}
		for _, value := range order {
			from, known := writer[[2]int{key, value}]
			switch {
			case there[value]:
				v.violated("lists", "list %d has %d twice", key, value)
			case !known:
				v.violated("lists", "list %d has %d, which nobody appended", key, value)
			case transactions[from].Result == Failed:
				v.violated("lists", "list %d has %d of a transaction that was rolled back (G1a)", key, value)
			}
			there[value] = true
		}
		for pair, from := range writer {
			if pair[0] == key && transactions[from].done() && !there[pair[1]] && len(h.finals) > 0 {
				v.violated("lists", "list %d has lost %d, which was acknowledged", key, pair[1])
			}
		}
	}
	g := newGraph(len(transactions))
	for key, order := range orders {
		for i := 1; i < len(order); i++ {
			from, known := writer[[2]int{key, order[i-1]}]
			to, alsoKnown := writer[[2]int{key, order[i]}]
			if known && alsoKnown {
				g.link(from, to)
			}
		}
	}
	for index, o := range transactions {
		if !o.done() {
			continue
		}
		appended, onlyReads := map[int]bool{}, true
		for _, step := range o.Steps {
			onlyReads = onlyReads && !step.Append
		}
		for _, step := range o.Steps {
			if step.Append {
				appended[step.Key] = true
				continue
			}
			if appended[step.Key] {
				continue
			}
			length := len(step.List)
			if length > 0 {
				value := step.List[length-1]
				if from, known := writer[[2]int{step.Key, value}]; known && from != index {
					if last[[2]int{from, step.Key}] != value {
						v.violated("lists", "a read of list %d on %s ended with %d in the middle of its transaction (G1b)", step.Key, o.Node, value)
					}
					g.link(from, index)
				}
			}
			if order := orders[step.Key]; onlyReads && length < len(order) {
				if to, known := writer[[2]int{step.Key, order[length]}]; known {
					g.link(index, to)
				}
			}
		}
	}
	for _, cycle := range g.cycles() {
		var names []string
		for _, index := range cycle {
			o := transactions[index]
			names = append(names, fmt.Sprintf("session %d on %s at %d ms", o.Session, o.Node, o.Start/1000))
		}
		v.violated("lists", "a cycle of %d transactions: %s", len(cycle), strings.Join(names, "; "))
	}
}

// The longest version of each list; each other version that was read must be its beginning.
func (v *Verdict) orderLists(h *history, transactions []*Operation) map[int][]int {
	versions := map[int][][]int{}
	for _, o := range transactions {
		appended := map[int]bool{}
		for _, step := range o.Steps {
			if step.Append {
				appended[step.Key] = true
			} else if o.done() && !appended[step.Key] {
				versions[step.Key] = append(versions[step.Key], step.List)
			}
		}
	}
	for _, final := range h.finals {
		for key, list := range final.Lists {
			versions[key] = append(versions[key], list)
		}
	}
	orders := map[int][]int{}
	for key, all := range versions {
		sort.SliceStable(all, func(a, b int) bool { return len(all[a]) > len(all[b]) })
		orders[key] = all[0]
		for _, version := range all[1:] {
			for i, value := range version {
				if orders[key][i] != value {
					v.violated("lists", "list %d was read in two orders: %v and %v", key, orders[key], version)
					break
				}
			}
		}
	}
	return orders
}
