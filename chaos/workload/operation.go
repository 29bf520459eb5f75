package main

// What became of an operation.
const (
	Done    = "ok"
	Failed  = "failed"  // it has certainly had no effect
	Unknown = "unknown" // it may have had an effect, or have one later
	Shed    = "shed"    // every session was busy when it was due: it never began
)

// Step is one read or append of a transaction on lists.
type Step struct {
	Append bool  `json:"append,omitempty"`
	Key    int   `json:"key"`
	Value  int   `json:"value,omitempty"` // what is appended
	List   []int `json:"list,omitempty"`  // what was read
}

// Operation is a line of a history. Times are microseconds since the workload began.
type Operation struct {
	Work    string `json:"work"`
	Kind    string `json:"kind,omitempty"`
	Session int    `json:"session,omitempty"` // a connection: a new one has a new number
	Node    string `json:"node,omitempty"`
	Due     int64  `json:"due,omitempty"`
	Start   int64  `json:"start,omitempty"`
	End     int64  `json:"end,omitempty"`
	Result  string `json:"result,omitempty"`
	Error   string `json:"error,omitempty"`
	Key     int    `json:"key,omitempty"`
	Value   int    `json:"value,omitempty"`   // written, or read
	Compare int    `json:"compare,omitempty"` // of a compare-and-set
	Swapped bool   `json:"swapped,omitempty"`
	Steps   []Step `json:"steps,omitempty"`

	// Of the final reads, one line for each node ("final"), after every fault is gone.
	Set       map[int]int   `json:"set,omitempty"`
	Lists     map[int][]int `json:"lists,omitempty"`
	Registers map[int]int   `json:"registers,omitempty"`
	// Of the first line ("begun"): milliseconds since 1970.
	Begun int64 `json:"begun,omitempty"`
}

func (o *Operation) done() bool { return o.Result == Done }

// Whether an acknowledgement of it says that its server took a write.
func (o *Operation) wrote() bool {
	switch o.Kind {
	case "write", "transfer", "insert", "beat":
		return o.done()
	case "compare":
		return o.done() && o.Swapped
	case "transaction":
		for _, step := range o.Steps {
			if step.Append {
				return o.done()
			}
		}
	}
	return false
}
