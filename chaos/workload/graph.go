package main

// Which transaction must have come before which.
type graph struct {
	after []map[int]bool
}

func newGraph(size int) *graph {
	g := &graph{after: make([]map[int]bool, size)}
	for i := range g.after {
		g.after[i] = map[int]bool{}
	}
	return g
}

func (g *graph) link(from, to int) {
	if from != to {
		g.after[from][to] = true
	}
}

// Strongly connected components of more than one transaction (Tarjan), without recursion.
func (g *graph) cycles() [][]int {
	const unseen = -1
	index, low, on := make([]int, len(g.after)), make([]int, len(g.after)), make([]bool, len(g.after))
	for i := range index {
		index[i] = unseen
	}
	type frame struct {
		node int
		next []int
	}
	var found [][]int
	var stack []int
	counter := 0
	enter := func(node int) *frame {
		index[node], low[node], on[node] = counter, counter, true
		counter++
		stack = append(stack, node)
		f := &frame{node: node}
		for to := range g.after[node] {
			f.next = append(f.next, to)
		}
		return f
	}
	for root := range g.after {
		if index[root] != unseen {
			continue
		}
		frames := []*frame{enter(root)}
		for len(frames) > 0 {
			f := frames[len(frames)-1]
			if len(f.next) > 0 {
				to := f.next[0]
				f.next = f.next[1:]
				if index[to] == unseen {
					frames = append(frames, enter(to))
				} else if on[to] {
					low[f.node] = min(low[f.node], index[to])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := frames[len(frames)-1].node
				low[parent] = min(low[parent], low[f.node])
			}
			if low[f.node] != index[f.node] {
				continue
			}
			var component []int
			for {
				node := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				on[node] = false
				component = append(component, node)
				if node == f.node {
					break
				}
			}
			if len(component) > 1 {
				found = append(found, component)
			}
		}
	}
	return found
}
