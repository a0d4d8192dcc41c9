/** The controllers that a pool needs: Deployments get their pods, and orphans go. */
package dev.taskworkers.localcluster.controller;
