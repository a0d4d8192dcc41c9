package dev.taskworkers.worker.telemetry;

/**
 * Tasks since the start of the process.
 *
 * @param received delivered to this worker, each delivery counted
 * @param started runs begun
 * @param acked done, and Pub/Sub knows
 * @param retried to run again after a failed run, be it elsewhere
 * @param deadLettered published to the dead-letter topic and acknowledged
 * @param dropped acknowledged because the handler does not want them
 * @param leaseLost Pub/Sub may have delivered them to somebody else meanwhile
 * @param failed runs that ended in neither done nor dropped, those stopped by a drain apart
 * @param returned given back through no fault of theirs: the worker leaves, has no place for them,
 *     or their handler gave no answer
 * @param interrupted those of the returned ones that had begun to run here
 * @param suppressed acknowledged as duplicates of tasks that succeeded here
 * @param kept those of the retried ones that wait here for their next run
 * @param unsettled those of the retried ones that the worker itself failed to settle
 */
public record Counters(
    long received,
    long started,
    long acked,
    long retried,
    long deadLettered,
    long dropped,
    long leaseLost,
    long failed,
    long returned,
    long interrupted,
    long suppressed,
    long kept,
    long unsettled) {}
