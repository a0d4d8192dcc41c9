// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Wrong usage")
class WordsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "demoo | There is no command 'demoo'. Did you mean demo",
        "simulate step | Expected nothing more, but found 'step'",
        "twp to | There is no command 'to'. Did you mean top?",
        "worlds --seeds x | --seeds: expected a whole number, but found 'x'",
        "demo --speedup fast | --speedup: expected a number, but found 'fast'",
        "demo --page-port 70000 | --page-port: expected a port from 0 to 65535, but found 70000",
        "bench worker --payload big | --payload",
        "release --dry-run --output /proc/no/such | --output: expected a folder that can be made, but found /proc/no/such",
        "convert | Missing required parameter: 'FILE'",
        "convert no-such-file | The file 'no-such-file' can't be read",
        "convert pom.xml | pom.xml",
        "convert target/classes/dev/taskworkers/cli/Taskworkers.class | Taskworkers.class is not UTF-8 text",
        "explain target/classes/dev/taskworkers/cli/Taskworkers.class | Taskworkers.class, line 1 is not UTF-8 text",
        "dispatch --count 3 | The topic is missing. Give --topic T",
        "dispatch --project p --topic x/y | --topic: expected a short id",
        "dispatch --project p --topic tasks --rate 0 | --rate: expected more than 0",
        "dispatch --project p --topic tasks --count 3 lines.txt | without a FILE",
        "dispatch --project p --topic tasks --count 0 | --count: expected 1 or more, but found 0",
        "dispatch --project p --topic tasks --count -3 | --count: expected 1 or more, but found -3",
        "dispatch --project p --topic tasks no-such-file | The file 'no-such-file' can't be read",
        "dispatch --topic tasks --attribute novalue | --attribute: expected KEY=VALUE, but found 'novalue'",
        "dispatch --topic tasks --format xml | --format: expected one of table, json, but found 'xml'",
        "explain | Missing required parameter: 'FILE'",
        "explain no-such-file | The file 'no-such-file' can't be read",
        "worker --subscription tasks | Give either a command after --",
        "worker --subscription tasks --http http://x/ -- true | Give either a command after --",
        "worker -- true | The subscription is missing",
        "worker --project p --subscription tasks --concurrency x -- true | --concurrency: expected a whole number from 1 to 1000, but found 'x'",
        "worker --project p --subscription tasks --concurrency TASKWORKERS_CONCURRENCY -- true | --concurrency: expected a whole number from 1 to 1000, but found 'TASKWORKERS_CONCURRENCY'",
        "worker --project p --subscription tasks --health-port 70000 -- true | --health-port: expected a whole number from 0 to 65535",
        "worker --project p --subscription tasks --pull push -- true | expected unary or streaming",
        "worker --project p --subscription tasks --idle-exit 5 -- true | --idle-exit: expected a duration",
        "worker --project p --subscription tasks --max-attempts 0 -- true | --max-attempts: expected",
        "worker --project p --subscription tasks --http http://127.0.0.1:8080/ --dead-letter-on 4xx | statuses from 400 to 599",
        "worker --project p --subscription tasks --http http://127.0.0.1:8080/ --drop-on 200 | statuses from 400 to 599",
        "worker --project p --subscription tasks --max-backoff 1s -- true | must not be shorter",
        "worker --project p --subscription tasks --dead-letter-topic a/b -- true | --dead-letter-topic: expected",
        "worker --project p --subscription tasks --http ftp://x -- | --http: expected http://HOST:PORT/PATH",
        "worker --project p --subscription tasks -- pom.xml | it is not executable. Run 'chmod +x ./pom.xml'",
        "worker --project p --subscription tasks -- /no/program | there is no such program",
        "worker --project p --subscription tasks --java no.Such | it is not on the class path",
        "worker --project p --subscription tasks --java Missing.java | the file 'Missing.java' can't",
        "worker --subscription tasks --java a.B --class-path no.jar | there is no 'no.jar'",
        "worker --subscription tasks --class-path pom.xml -- true | Give either a command after --",
        "worker --subscription tasks --concurency 3 -- true | There is no option '--concurency'. Did you mean --concurrency?",
        "ui --port 70000 | --port: expected a port from 0 to 65535, but found 70000",
        "twp | Expected top, why, timeline, workers, failures, what-if, drain or dead-letters",
        "twp what-if p --max-wait soon | --max-wait: expected a duration",
        "twp what-if p --min-replicas -1 | --min-replicas: expected 0 to 10000, but found -1",
        "twp why | Missing required parameter: 'POOL'",
        "dead-letters | Expected list, show, redrive or purge",
        "twp drain a/b/c | Expected POD or NAMESPACE/POD",
        "twp dead-letters | Expected list, show, redrive or purge",
        "dead-letters list | The subscription is missing. Give --subscription S",
        "dead-letters list --project p --subscription dead --max 0 | --max: expected 1 to 100000",
        "dead-letters purge --project p --subscription dead | nobody is there to answer. Give --yes",
        "dead-letters redrive --project p --subscription dead --topic a/b | --topic: expected a short",
        "doctor --subscription a/b | --subscription: expected a short id",
        "doctor --subscription projects/$(id)/subscriptions/tasks | the id of a project in it",
        "doctor --project a;b | --project: expected the id of a project, but found 'a;b'",
        "doctor --namespace Media | --namespace: expected the name of a namespace",
        "doctor --format xml | --format: expected one of table, json, but found 'xml'",
        "worlds --seeds 0 | --seeds: expected 1 to 1000000, but found 0",
        "worlds --seed 3 --seeds 4 | Give either --seed N or --seeds N",
        "worlds --seed 3 --from 4 | Give either --seed N or --from SEED",
        "worlds --seed 3 --named all | --named: expected the name of one world beside --seed, but found all",
        "worlds --seed 3 --chart /proc/sys/kernel/x.svg | --chart: /proc/sys/kernel/x.svg can't be written",
        "worlds --seed 3 --chart /proc/sys/kernel/ostype | --chart: /proc/sys/kernel/ostype can't be written",
        "worlds --seeds 3 --chart x.svg | --chart: expected --seed N",
        "worlds --named nothing | --named: there is no 'nothing'; there are two-kinds",
        "bench | Expected the name of a benchmark",
        "bench worker --slots 0 | --slots: expected 1 to 1000",
        "bench worker --clients ruby | --clients: expected some of taskworkers-unary",
        "bench dispatcher --tasks 0 | --tasks: expected 1 to 1000000",
        "bench startup --starts 0 | --starts: expected 1 to 1000",
        "bench keda --minutes 0 | --minutes: expected 1 to 60",
        "images --push | --push needs --registry R",
        "images --registry --push | Expected parameter for option '--registry'",
        "images --registry UPPER | --registry: expected the part of an image's name",
        "images --tag a:b | --tag: expected the part of an image's name",
        "images all | Expected nothing more, but found 'all'",
        "cluster | Expected up, down, env or load.",
        "cluster start | There is no command 'start'",
        "cluster load | Missing required parameter: 'IMAGE'",
        "cluster up --fast | There is no option '--fast'",
        "simulate | Give either --workload NAME or --trace FILE",
        "simulate --workload nothing | there is no 'nothing'; there are step, batch",
        "simulate --workload step --trace x.csv | Give either --workload NAME or --trace FILE",
        "simulate --trace no-such-file.csv | there is no file no-such-file.csv",
        "simulate --workload step --policy mine | there is no 'mine'; there are ours",
        "simulate --workload step --seeds 0 | --seeds: expected 1 to 1000, but found 0",
        "simulate --workload step --fault dark@1 | expected KIND@START+LENGTH",
        "simulate --workload step --pod-start 30 | --pod-start: expected MIN,MAX",
        "simulate --workload step --round-trip 1 | --round-trip: expected MIN,MAX",
        "simulate --workload step --metric-delay 9,1 | --metric-delay: expected MIN,MAX",
        "simulate --workload all --chart x.svg | expected one workload",
        "simulate --workload step --task-seconds 0 | --task-seconds: expected more than 0"
      })
  void is_answered_with_one_sentence_and_two(String words, String sentence) {
    var err = new StringWriter();
    var command = Taskworkers.commandLine().setErr(new PrintWriter(err, true));
    assertThat(command.execute(words.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
  }
}
