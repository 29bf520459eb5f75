// Transactions on the site's database, and the judge of their history.
//
//	workload run PLAN      on an app server, with the app's environment, until standard input ends: a line of JSON for each operation
//	workload check FILE    reads such lines, and those of the final reads, and prints a verdict as JSON
//
// An open model: an operation begins when it is due, on a session that is free, whatever became of those before it.
package main

import (
	"fmt"
	"os"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == "run":
		err = run(os.Args[2])
	case len(os.Args) == 3 && os.Args[1] == "check":
		err = check(os.Args[2])
	default:
		err = fmt.Errorf("usage: workload run PLAN | check FILE")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
