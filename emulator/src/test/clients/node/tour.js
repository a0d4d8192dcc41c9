// SPDX-License-Identifier: Apache-2.0
// Google's Node.js client, unmodified, against PUBSUB_EMULATOR_HOST.
// Each step prints a line; the first that fails ends the program with its stack trace.
'use strict';

const assert = require('node:assert');
const {randomUUID} = require('node:crypto');
const {PubSub, v1} = require('@google-cloud/pubsub');

const pubsub = new PubSub({projectId: 'tour'});
const WAIT = 20000;

async function newTopic() {
  const [topic] = await pubsub.createTopic(`t${randomUUID()}`);
  return topic;
}

async function newSubscription(topic, settings = {}) {
  const [subscription] = await topic.createSubscription(`s${randomUUID()}`, settings);
  return subscription;
}

/** Collects messages until there are `count`; `work` may acknowledge in its own way. */
async function receive(subscription, count, work) {
  const messages = [];
  const failed = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${messages.length} of ${count} messages`)), WAIT).unref();
    subscription.on('error', reject);
  });
  const all = new Promise(resolve => {
    subscription.on('message', message => {
      messages.push(message);
      work(message);
      if (messages.length === count) resolve();
    });
  });
  await Promise.race([all, failed]);
  return messages;
}

async function publishAndStream() {
  const topic = await newTopic();
  const subscription = await newSubscription(topic);
  const sent = await Promise.all(
    Array.from({length: 10}, (_, n) =>
      topic.publishMessage({data: Buffer.from(`task ${n}`), attributes: {number: `${n}`}})));
  const messages = await receive(subscription, 10, message => message.ack());
  assert.deepStrictEqual(messages.map(m => m.id).sort(), sent.slice().sort());
  messages.forEach(m => assert.strictEqual(m.data.toString(), `task ${m.attributes.number}`));
  await subscription.close();
}

async function orderingKeys() {
  const topic = await newTopic();
  topic.setPublishOptions({messageOrdering: true});
  const subscription = await newSubscription(topic, {enableMessageOrdering: true});
  for (let n = 0; n < 50; n++) {
    for (const orderingKey of ['a', 'b']) {
      topic.publishMessage({data: Buffer.from(`${n}`), orderingKey});
    }
  }
  const messages = await receive(subscription, 100, message => message.ack());
  for (const key of ['a', 'b']) {
    const numbers = messages.filter(m => m.orderingKey === key).map(m => Number(m.data));
    assert.deepStrictEqual(numbers, Array.from({length: 50}, (_, n) => n));
  }
  await subscription.close();
}

async function exactlyOnce() {
  const topic = await newTopic();
  const subscription = await newSubscription(topic, {enableExactlyOnceDelivery: true});
  await topic.publishMessage({data: Buffer.from('once')});
  const [message] = await receive(subscription, 1, () => {});
  await message.ackWithResponse();
  await subscription.close();

  await topic.publishMessage({data: Buffer.from('late')});
  const late = pubsub.subscription(subscription.name);
  const subscriber = new v1.SubscriberClient(await pubsub.getClientConfig());
  const [second] = await receive(late, 1, () => {});
  await subscriber.acknowledge({subscription: subscription.name, ackIds: [second.ackId]});
  await assert.rejects(second.ackWithResponse(), error => error.errorCode === 'INVALID');
  await late.close();
}

async function deadLetters() {
  const deadTopic = await newTopic();
  const dead = await newSubscription(deadTopic);
  const topic = await newTopic();
  const subscription = await newSubscription(topic, {
    deadLetterPolicy: {deadLetterTopic: deadTopic.name, maxDeliveryAttempts: 5},
  });
  await topic.publishMessage({data: Buffer.from('poison')});
  const attempts = await receive(subscription, 5, message => message.nack());
  assert.deepStrictEqual(attempts.map(m => m.deliveryAttempt), [1, 2, 3, 4, 5]);
  const [letter] = await receive(dead, 1, message => message.ack());
  assert.strictEqual(letter.data.toString(), 'poison');
  assert.strictEqual(letter.attributes.CloudPubSubDeadLetterSourceDeliveryCount, '5');
  await Promise.all([subscription.close(), dead.close()]);
}

async function errorCodes() {
  const topic = await newTopic();
  await assert.rejects(pubsub.createTopic(topic.name), {code: 6});
  await assert.rejects(pubsub.topic('missing').getMetadata(), {code: 5});
  await assert.rejects(topic.createSubscription('s-short', {ackDeadlineSeconds: 5}), {code: 3});
  const gone = pubsub.subscription('missing');
  await assert.rejects(receive(gone, 1, () => {}), {code: 5});
  await gone.close();
}

async function main() {
  for (const step of [publishAndStream, orderingKeys, exactlyOnce, deadLetters, errorCodes]) {
    const started = Date.now();
    await step();
    console.log(`ok ${step.name} ${(Date.now() - started) / 1000}s`);
  }
  await pubsub.close();
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  });
