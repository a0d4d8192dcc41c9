/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program and lets nothing of it outlive it. It is the first process of the worker's
 * container and the parent of each program that does a task.
 *
 *   init PROGRAM [ARGUMENT...]              passes all signals on to PROGRAM alone
 *   init -t SECONDS PROGRAM [ARGUMENT...]   passes them on to its group, and kills SECONDS after
 *                                           SIGTERM, or at the second SIGTERM
 *   init -u NAME=VALUE OPTION OTHER PROGRAM [ARGUMENT...]
 *                                           gives PROGRAM the OPTION where the variable has that value,
 *                                           elsewhere the OTHER one; with TASKWORKERS_HANDLER=exec it
 *                                           hides the image's options of a JVM from it
 *   init -c FOLDER TARGET                   copies what is in FOLDER into the folder TARGET
 *   worker                                  what WORKER says: this program by another name
 *
 * The program leads a session and a process group of its own. A descendant that loses its parent
 * becomes a child of this process, whatever its session. When the program ends, its descendants are
 * killed, and this process ends with the program's status, or with 128 + n after signal n. A failure
 * to start is status 125 and "init: error=NUMBER, TEXT".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_STARTED 125

/* A variable whose name follows, with its value in hexadecimal digits: a JVM can't pass every byte. */
static const char HEX[] = "TASKWORKERS_HEX_";

/* An image has them for the JVM of its program: another JVM may not start with them. */
static const char *const JVM_OPTIONS[] = {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS="};

/*
 * Where no task is a Java class, the JVM does without the image's classes, and without what costs
 * more there than it saves.
 */
static char *WORKER[] = {"init", "-u", "TASKWORKERS_HANDLER=java",
                         "@/opt/taskworkers/app/classes.args", "@/opt/taskworkers/app/light.args",
                         "/opt/taskworkers/jre/bin/java", "-XX:AOTCache=/opt/taskworkers/app/java.aot",
                         "@/opt/taskworkers/app/java.args", NULL};

static const char *from, *target; /* of a copy */

static volatile int failure; /* vfork shares it with the child */

static void decode(char **variable) {
  char *value = strchr(*variable += strlen(HEX), '=');
  if (value == NULL) return;
  char *to = ++value;
  for (unsigned byte; value[0] && value[1] && sscanf(value, "%2x", &byte) == 1; value += 2) *to++ = (char)byte;
  *to = '\0';
}

/* Not from the programs that do tasks: the init that starts them decodes it again. */
static void hide(char **variable) {
  size_t name = strcspn(*variable, "=");
  char *hidden = malloc(strlen(HEX) + 2 * strlen(*variable) + 1);
  if (hidden == NULL) return;
  char *to = hidden + sprintf(hidden, "%s%.*s=", HEX, (int)name, *variable);
  for (const char *value = *variable + name + 1; *value != '\0'; value++) to += sprintf(to, "%02x", (unsigned char)*value);
  *variable = hidden;
}

static void hide_jvm_options(void) {
  for (char **each = environ; *each != NULL; each++)
    for (size_t option = 0; option < sizeof JVM_OPTIONS / sizeof *JVM_OPTIONS; option++)
      if (strncmp(*each, JVM_OPTIONS[option], strlen(JVM_OPTIONS[option])) == 0) hide(each);
}

/* The worker takes a value without the white space around it, too. */
static int is_set(const char *variable) {
  static const char WHITE[] = " \t\n\v\f\r";
  size_t name = strcspn(variable, "=") + 1, length = strlen(variable + name);
  for (char **each = environ; *each != NULL; each++) {
    if (strncmp(*each, variable, name) != 0) continue;
    const char *value = *each + name + strspn(*each + name, WHITE);
    if (strncmp(value, variable + name, length) == 0 && value[length + strspn(value + length, WHITE)] == '\0') return 1;
  }
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

static int copy_data(const char *file, const char *to, const struct stat *is) {
  int in = open(file, O_RDONLY | O_CLOEXEC);
  int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int ok = in >= 0 && out >= 0;
  for (off_t left = is->st_size; ok && left > 0;) {
    ssize_t sent = sendfile(out, in, NULL, (size_t)left);
    ok = sent > 0;
    left -= sent;
  }
  /* The JVM knows the jars that its archive of classes was made from by their times. */
  const struct timespec times[] = {is->st_atim, is->st_mtim};
  ok = ok && fchmod(out, is->st_mode & 0777) == 0 && futimens(out, times) == 0;
  if (in >= 0) close(in);
  if (out >= 0) ok = close(out) == 0 && ok;
  return ok;
}

static int copy(const char *file, const struct stat *is, int type, struct FTW *at) {
  char to[PATH_MAX], link[PATH_MAX];
  (void)at;
  if (snprintf(to, sizeof to, "%s%s", target, file + strlen(from)) >= (int)sizeof to) return ENAMETOOLONG;
  if (type == FTW_D) return mkdir(to, 0755) == 0 || errno == EEXIST ? 0 : errno;
  if (unlink(to) != 0 && errno != ENOENT) return errno; /* of a copy that was cut off */
  if (type == FTW_F) return copy_data(file, to, is) ? 0 : errno != 0 ? errno : EIO;
  ssize_t length = type == FTW_SL ? readlink(file, link, sizeof link - 1) : -1;
  if (length < 0) return errno;
  link[length] = '\0';
  return symlink(link, to) == 0 ? 0 : errno;
}

static int copy_folder(char **folders) {
  from = folders[0];
  target = folders[1];
  errno = 0;
  int error = nftw(from, copy, 16, FTW_PHYS);
  if (error == 0) return 0;
  error = error < 0 ? errno : error;
  fprintf(stderr, "init: can't copy %s to %s: error=%d, %s\n", from, target, error, strerror(error));
  return 1;
}

int main(int argc, char **argv) {
  const char *name = strrchr(argv[0], '/');
  if (strcmp(name == NULL ? argv[0] : name + 1, "worker") == 0) {
    argv = WORKER;
    argc = sizeof WORKER / sizeof *WORKER - 1;
  }
  int copies = argc > 1 && strcmp(argv[1], "-c") == 0;
  if (copies && argc == 4) return copy_folder(argv + 2);
  int timed = argc > 1 && strcmp(argv[1], "-t") == 0;
  int chooses = argc > 1 && strcmp(argv[1], "-u") == 0;
  if (copies || argc < (timed ? 4 : chooses ? 6 : 2)) {
    fputs("usage: init [-t SECONDS | -u NAME=VALUE OPTION OTHER] PROGRAM [ARGUMENT...]\n"
          "       init -c FOLDER TARGET\n", stderr);
    return NOT_STARTED;
  }
  for (char **each = environ; *each != NULL; each++)
    if (strncmp(*each, HEX, strlen(HEX)) == 0) decode(each);
  char **command = argv + (timed ? 3 : 1);
  if (chooses) {
    int is = is_set(argv[2]);
    char *option = argv[is ? 3 : 4];
    if (is_set("TASKWORKERS_HANDLER=exec")) hide_jvm_options();
    command = argv + 4;
    argv[4] = argv[5];
    argv[5] = option;
  }

  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status away */
  /* What is meant for the worker's group is not meant for its tasks, which it lets finish. */
  if (timed) setpgid(0, 0);
  if (timed) sigemptyset(&before); /* each thread of a JVM but one has SIGQUIT blocked */
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
      /* A task that the worker is just starting belongs to the worker's group until setpgid above. */
      kill(timed ? -leader : leader, got);
      if (timed && got == SIGTERM) alarm((unsigned)atoi(argv[2]));
    }
  }
  /* The dead leave their children to us: each look follows a death, until there is no more. */
  while (waitpid(-1, NULL, WNOHANG) >= 0 && kill_children() > 0 && waitpid(-1, NULL, 0) > 0)
    while (waitpid(-1, NULL, WNOHANG) > 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
