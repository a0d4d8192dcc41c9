"""A task: the payload comes on stdin, the exit code is the outcome."""
import os
import sys

picture = sys.stdin.read().strip()
if not picture.endswith((".jpg", ".png")):
    print(f"not a picture: {picture}", file=sys.stderr)
    sys.exit(65)  # a dead letter; 75 would be: try again later
print(f"Python made a thumbnail of {picture}, attempt {os.environ['TASK_ATTEMPT']}")
