// Google's Go client with its defaults, and tasks that do nothing.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"
	"sync"
	"time"

	"cloud.google.com/go/pubsub/v2"
)

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
			switch string(message.Data) {
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
			message.Ack()
		})
	if err != nil {
		log.Fatal(err)
	}
}
