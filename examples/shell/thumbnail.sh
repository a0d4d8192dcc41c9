#!/bin/sh
# A task: the payload comes on stdin, the exit code is the outcome.
read -r picture
case $picture in
  *.jpg | *.png) echo "shell made a thumbnail of $picture, attempt $TASK_ATTEMPT" ;;
  *) echo "not a picture: $picture" >&2; exit 65 ;; # a dead letter; 75 would be: try again later
esac
