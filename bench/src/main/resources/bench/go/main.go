// SPDX-License-Identifier: Apache-2.0

// Google's Go client with its defaults. A task does nothing, or its payload goes to a program or
// to a server, as BENCH_HANDLER says.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"cloud.google.com/go/pubsub/v2"
)

func handle(payload []byte) error {
	switch os.Getenv("BENCH_HANDLER") {
	case "exec":
		program := exec.Command("tail", "-c", "0")
		program.Stdin = bytes.NewReader(payload)
		return program.Run()
	case "http":
		answer, err := http.Post(os.Getenv("BENCH_URL"), "application/octet-stream", bytes.NewReader(payload))
		if err != nil {
			return err
		}
		return answer.Body.Close()
	}
	return nil
}

func main() {
	ctx := context.Background()
	client, err := pubsub.NewClient(ctx, os.Getenv("GCP_PROJECT_ID"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	var lock sync.Mutex
	var millis []string
	err = client.Subscriber(os.Getenv("GCP_PUBSUB_SUBSCRIPTION_ID")).Receive(ctx,
		func(_ context.Context, message *pubsub.Message) {
			switch message.Attributes["kind"] {
			case "timed":
				way := time.Since(message.PublishTime)
				lock.Lock()
				millis = append(millis, fmt.Sprint(float64(way.Microseconds())/1000))
				lock.Unlock()
			case "report":
				lock.Lock()
				fmt.Println(strings.Join(millis, " "))
				millis = nil
				lock.Unlock()
			}
			if err := handle(message.Data); err != nil {
				log.Print(err)
				message.Nack()
				return
			}
			message.Ack()
		})
	if err != nil {
		log.Fatal(err)
	}
}
