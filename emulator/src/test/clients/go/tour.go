// SPDX-License-Identifier: Apache-2.0

// Google's Go client, unmodified, against PUBSUB_EMULATOR_HOST.
// Each step prints a line; the first that fails ends the program with status 1.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand"
	"reflect"
	"strconv"
	"sync"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const project = "tour"

type tour struct {
	client *pubsub.Client
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	client, err := pubsub.NewClient(ctx, project)
	if err != nil {
		log.Fatal(err)
	}
	t := tour{client}
	steps := []struct {
		name string
		run  func(context.Context) error
	}{
		{"publishAndReceive", t.publishAndReceive},
		{"orderingKeys", t.orderingKeys},
		{"exactlyOnce", t.exactlyOnce},
		{"deadLetters", t.deadLetters},
		{"errorCodes", t.errorCodes},
	}
	for _, step := range steps {
		started := time.Now()
		if err := step.run(ctx); err != nil {
			log.Fatalf("%s: %v", step.name, err)
		}
		fmt.Printf("ok %s %.1fs\n", step.name, time.Since(started).Seconds())
	}
}

func name(collection string) string {
	return fmt.Sprintf("projects/%s/%s/t%d", project, collection, rand.Int63())
}

func (t tour) newTopic(ctx context.Context) (string, error) {
	topic, err := t.client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: name("topics")})
	return topic.GetName(), err
}

func (t tour) newSubscription(ctx context.Context, topic string, settings *pubsubpb.Subscription) (string, error) {
	settings.Name = name("subscriptions")
	settings.Topic = topic
	subscription, err := t.client.SubscriptionAdminClient.CreateSubscription(ctx, settings)
	return subscription.GetName(), err
}

func (t tour) newPair(ctx context.Context, settings *pubsubpb.Subscription) (topic, subscription string, err error) {
	if topic, err = t.newTopic(ctx); err != nil {
		return
	}
	subscription, err = t.newSubscription(ctx, topic, settings)
	return
}

// receive collects messages until there are count of them.
func (t tour) receive(ctx context.Context, subscription string, count int, work func(*pubsub.Message)) ([]*pubsub.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var lock sync.Mutex
	var messages []*pubsub.Message
	err := t.client.Subscriber(subscription).Receive(ctx, func(_ context.Context, message *pubsub.Message) {
		lock.Lock()
		messages = append(messages, message)
		enough := len(messages) >= count
		lock.Unlock()
		work(message)
		if enough {
			cancel()
		}
	})
	if err == nil && len(messages) < count {
		err = fmt.Errorf("%d of %d messages", len(messages), count)
	}
	return messages, err
}

func (t tour) publishAndReceive(ctx context.Context) error {
	topic, subscription, err := t.newPair(ctx, &pubsubpb.Subscription{})
	if err != nil {
		return err
	}
	publisher := t.client.Publisher(topic)
	defer publisher.Stop()
	ids := map[string]bool{}
	for n := 0; n < 10; n++ {
		id, err := publisher.Publish(ctx, &pubsub.Message{Data: []byte("task")}).Get(ctx)
		if err != nil {
			return err
		}
		ids[id] = true
	}
	messages, err := t.receive(ctx, subscription, 10, (*pubsub.Message).Ack)
	for _, message := range messages {
		if !ids[message.ID] {
			return fmt.Errorf("unknown message %s", message.ID)
		}
	}
	return err
}

func (t tour) orderingKeys(ctx context.Context) error {
	topic, subscription, err := t.newPair(ctx, &pubsubpb.Subscription{EnableMessageOrdering: true})
	if err != nil {
		return err
	}
	publisher := t.client.Publisher(topic)
	publisher.EnableMessageOrdering = true
	defer publisher.Stop()
	expected := map[string][]string{}
	for n := 0; n < 50; n++ {
		for _, key := range []string{"a", "b"} {
			text := strconv.Itoa(n)
			expected[key] = append(expected[key], text)
			publisher.Publish(ctx, &pubsub.Message{Data: []byte(text), OrderingKey: key})
		}
	}
	var lock sync.Mutex
	seen := map[string][]string{}
	_, err = t.receive(ctx, subscription, 100, func(message *pubsub.Message) {
		lock.Lock()
		seen[message.OrderingKey] = append(seen[message.OrderingKey], string(message.Data))
		lock.Unlock()
		message.Ack()
	})
	if err == nil && !reflect.DeepEqual(seen, expected) {
		err = fmt.Errorf("out of order: %v", seen)
	}
	return err
}

func (t tour) exactlyOnce(ctx context.Context) error {
	topic, subscription, err := t.newPair(ctx, &pubsubpb.Subscription{EnableExactlyOnceDelivery: true})
	if err != nil {
		return err
	}
	publisher := t.client.Publisher(topic)
	defer publisher.Stop()
	publisher.Publish(ctx, &pubsub.Message{Data: []byte("once")})
	var first, second pubsub.AcknowledgeStatus
	var failure error
	_, err = t.receive(ctx, subscription, 1, func(message *pubsub.Message) {
		first, failure = message.AckWithResult().Get(ctx)
	})
	if err != nil || failure != nil || first != pubsub.AcknowledgeStatusSuccess {
		return errors.Join(err, failure, fmt.Errorf("status %d", first))
	}
	publisher.Publish(ctx, &pubsub.Message{Data: []byte("late")})
	_, err = t.receive(ctx, subscription, 1, func(message *pubsub.Message) {
		// Given back behind the client's back, so that its own acknowledgement comes too late.
		t.purge(ctx, subscription)
		second, _ = message.AckWithResult().Get(ctx)
	})
	if err == nil && second != pubsub.AcknowledgeStatusInvalidAckID {
		err = fmt.Errorf("a late acknowledgement had status %d", second)
	}
	return err
}

func (t tour) purge(ctx context.Context, subscription string) {
	_, err := t.client.SubscriptionAdminClient.Seek(ctx, &pubsubpb.SeekRequest{
		Subscription: subscription,
		Target:       &pubsubpb.SeekRequest_Time{Time: timestamppb.New(time.Now().Add(time.Hour))},
	})
	if err != nil {
		log.Print(err)
	}
}

func (t tour) deadLetters(ctx context.Context) error {
	deadTopic, dead, err := t.newPair(ctx, &pubsubpb.Subscription{})
	if err != nil {
		return err
	}
	topic, subscription, err := t.newPair(ctx, &pubsubpb.Subscription{
		DeadLetterPolicy: &pubsubpb.DeadLetterPolicy{DeadLetterTopic: deadTopic, MaxDeliveryAttempts: 5},
	})
	if err != nil {
		return err
	}
	publisher := t.client.Publisher(topic)
	defer publisher.Stop()
	publisher.Publish(ctx, &pubsub.Message{Data: []byte("poison")})
	attempts, err := t.receive(ctx, subscription, 5, (*pubsub.Message).Nack)
	if err != nil {
		return err
	}
	for index, message := range attempts {
		if message.DeliveryAttempt == nil || *message.DeliveryAttempt != index+1 {
			return fmt.Errorf("attempt %d is told as %v", index+1, message.DeliveryAttempt)
		}
	}
	letters, err := t.receive(ctx, dead, 1, (*pubsub.Message).Ack)
	if err == nil && letters[0].Attributes["CloudPubSubDeadLetterSourceDeliveryCount"] != "5" {
		err = fmt.Errorf("attributes %v", letters[0].Attributes)
	}
	return err
}

func (t tour) errorCodes(ctx context.Context) error {
	topic, err := t.newTopic(ctx)
	if err != nil {
		return err
	}
	_, exists := t.client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: topic})
	_, missing := t.client.TopicAdminClient.GetTopic(ctx, &pubsubpb.GetTopicRequest{Topic: name("topics")})
	_, invalid := t.newSubscription(ctx, topic, &pubsubpb.Subscription{AckDeadlineSeconds: 5})
	gone := t.client.Subscriber(name("subscriptions")).Receive(ctx, func(context.Context, *pubsub.Message) {})
	return errors.Join(
		expect(codes.AlreadyExists, exists),
		expect(codes.NotFound, missing),
		expect(codes.InvalidArgument, invalid),
		expect(codes.NotFound, gone),
	)
}

func expect(code codes.Code, err error) error {
	if status.Code(err) == code {
		return nil
	}
	return fmt.Errorf("expected %v but got %v", code, err)
}
