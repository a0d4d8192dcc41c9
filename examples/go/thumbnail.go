// A task: the payload comes on stdin, the exit code is the outcome.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	payload, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(75) // try again later
	}
	picture := string(payload)
	if ending := filepath.Ext(picture); ending != ".jpg" && ending != ".png" {
		fmt.Fprintln(os.Stderr, "not a picture:", picture)
		os.Exit(65) // a dead letter
	}
	fmt.Printf("Go made a thumbnail of %s, attempt %s\n", picture, os.Getenv("TASK_ATTEMPT"))
}
