// SPDX-License-Identifier: Apache-2.0

// Decides each new connection of a pod by the NetworkPolicies of both of its ends; netfilter asks
// by queue 100. The program that the module brings runs in a pod only, and needs nft_queue.
package main

import (
	"context"
	"flag"
	"log"
	"os/signal"
	"syscall"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "whom to ask for policies and pods")
	node := flag.String("hostname-override", "", "the node whose pods are meant")
	flag.Parse()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	client := kubernetes.NewForConfigOrDie(config)
	factory := informers.NewSharedInformerFactory(client, 0)
	controller, err := networkpolicy.NewController(client,
		factory.Networking().V1().NetworkPolicies(), factory.Core().V1().Namespaces(),
		factory.Core().V1().Pods(), nil, nil, nil, nil,
		networkpolicy.Config{QueueID: 100, NodeName: *node})
	if err != nil {
		log.Fatal(err)
	}
	ended, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	factory.Start(ended.Done())
	if err := controller.Run(ended); err != nil {
		log.Fatal(err)
	}
}
