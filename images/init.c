/*
 * Runs a program and lets nothing of it outlive it. It is the first process of the worker's
 * container and the parent of each program that does a task.
 *
 *   init PROGRAM [ARGUMENT...]              passes all signals on
 *   init -t SECONDS PROGRAM [ARGUMENT...]   kills SECONDS after SIGTERM, or at the second SIGTERM
 *   init -u NAME=VALUE OPTION PROGRAM [ARGUMENT...]
 *                                           gives PROGRAM the OPTION, unless the variable has that value
 *
 * The program leads a session and a process group of its own; the group gets the signals. A
 * descendant that loses its parent becomes a child of this process, whatever its session. When the
 * program ends, its descendants are killed, and this process ends with the program's status, or
 * with 128 + n after signal n. A failure to start is status 125 and "init: error=NUMBER, TEXT".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_STARTED 125

/* A variable whose name follows, with its value in hexadecimal digits: a JVM can't pass every byte. */
static const char HEX[] = "TASKWORKERS_HEX_";

static volatile int failure; /* vfork shares it with the child */

static void decode(char **variable) {
  char *value = strchr(*variable += strlen(HEX), '=');
  if (value == NULL) return;
  char *to = ++value;
  for (unsigned byte; value[0] && value[1] && sscanf(value, "%2x", &byte) == 1; value += 2) *to++ = (char)byte;
  *to = '\0';
}

static int is_set(const char *variable) {
  for (char **each = environ; *each != NULL; each++)
    if (strcmp(*each, variable) == 0) return 1;
  return 0;
}

static pid_t start(char **command, const sigset_t *signals) {
  pid_t child = vfork();
  if (child == 0) {
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigprocmask(SIG_SETMASK, signals, NULL);
    execvp(command[0], command);
    failure = errno;
    _exit(NOT_STARTED);
  }
  if (child < 0) failure = errno;
  return child;
}

/* Reaps what has ended. The leader's group is killed while its number can't be another's. */
static int ended(pid_t leader, int *status) {
  siginfo_t child = {0};
  int found = 0;
  while (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0 && child.si_pid != 0) {
    int is_leader = child.si_pid == leader;
    if (is_leader) kill(-leader, SIGKILL);
    waitpid(child.si_pid, is_leader ? status : NULL, 0);
    found |= is_leader;
    child.si_pid = 0;
  }
  return found;
}

static int kill_children(void) {
  FILE *children = fopen("/proc/thread-self/children", "re");
  int found = 0;
  if (children == NULL) return 0; /* a kernel without it: the group is all that can be reached */
  for (int child; fscanf(children, "%d", &child) == 1;)
    found += kill(child, SIGKILL) == 0; /* who may not be killed is not waited for */
  fclose(children);
  return found;
}

int main(int argc, char **argv) {
  int timed = argc > 1 && strcmp(argv[1], "-t") == 0;
  int unless = argc > 1 && strcmp(argv[1], "-u") == 0;
  if (argc < (timed ? 4 : unless ? 5 : 2)) {
    fputs("usage: init [-t SECONDS | -u NAME=VALUE OPTION] PROGRAM [ARGUMENT...]\n", stderr);
    return NOT_STARTED;
  }
  char **command = argv + (timed ? 3 : 1);
  if (unless) {
    char *option = argv[3];
    command = argv + (is_set(argv[2]) ? 4 : 3);
    argv[3] = argv[4];
    if (command == argv + 3) argv[4] = option;
  }
  for (char **each = environ; *each != NULL; each++)
    if (strncmp(*each, HEX, strlen(HEX)) == 0) decode(each);

  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status away */
  /* What is meant for the worker's group is not meant for its tasks, which it lets finish. */
  if (timed) setpgid(0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);

  pid_t leader = start(command, &before);
  if (failure != 0) {
    fprintf(stderr, "init: error=%d, %s\n", failure, strerror(failure));
    return NOT_STARTED;
  }
  for (int pipe = 0; pipe < 3; pipe++) close(pipe); /* or who holds the other end would not learn */

  int status = 0, terminated = 0;
  for (;;) {
    int got = sigwaitinfo(&all, NULL);
    if (got == SIGCHLD) {
      if (ended(leader, &status)) break;
    } else if (timed && (got == SIGALRM || (got == SIGTERM && terminated++))) {
      kill(-leader, SIGKILL);
    } else if (got > 0) {
      kill(-leader, got);
      if (timed && got == SIGTERM) alarm((unsigned)atoi(argv[2]));
    }
  }
  /* The dead leave their children to us: each look follows a death, until there is no more. */
  while (waitpid(-1, NULL, WNOHANG) >= 0 && kill_children() > 0 && waitpid(-1, NULL, 0) > 0)
    while (waitpid(-1, NULL, WNOHANG) > 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
