package dev.taskworkers.operator.pool.observation;

import dev.taskworkers.operator.arrivals.Heard;
import dev.taskworkers.operator.backlog.KnownBacklog;
import dev.taskworkers.operator.pool.roster.Crew;
import dev.taskworkers.operator.preflight.Verdict;
import dev.taskworkers.operator.scaling.signals.Observation;
import java.util.Optional;

/**
 * A pool as it is.
 *
 * @param crew its pods; the observation leaves the cordoned ones out
 * @param subscription what was found out about its subscription
 * @param deadLetterTopic what was found out about its dead-letter topic, if it has one
 * @param voices how well its workers can be heard; empty where they are not asked
 * @param podsRefused why Kubernetes creates no pods, in its own words
 * @param contestant who else has set the Deployment's replicas lately
 */
public record Seen(
    Crew crew,
    Verdict subscription,
    Optional<Verdict> deadLetterTopic,
    Heard arrivals,
    KnownBacklog backlog,
    Optional<Voices> voices,
    Optional<String> podsRefused,
    Optional<String> contestant,
    Observation observation) {}
