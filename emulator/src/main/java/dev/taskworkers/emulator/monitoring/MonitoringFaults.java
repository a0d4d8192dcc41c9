// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.rpc.Code;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.CallFilter;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import java.util.Optional;

/** Refuses Monitoring calls while a fault is on. */
public final class MonitoringFaults implements CallFilter {
  private final Faults faults;

  public MonitoringFaults(Faults faults) {
    this.faults = faults;
  }

  @Override
  public Optional<ApiError> refusal(String method, String resource) {
    if (faults.active(FaultKind.PERMISSION_DENIED, method, resource).isPresent()) {
      return Optional.of(
          ApiError.of(
              Code.PERMISSION_DENIED,
              "Permission monitoring.timeSeries.list denied (or the resource may not exist)."));
    }
    if (faults.active(FaultKind.MONITORING_429).isPresent()) {
      return Optional.of(
          ApiError.of(
              Code.RESOURCE_EXHAUSTED,
              "Quota exceeded for quota metric 'Time series queries' and limit 'Time series queries"
                  + " per minute' of service 'monitoring.googleapis.com'."));
    }
    if (faults.active(FaultKind.MONITORING_503).isPresent()) {
      return Optional.of(
          ApiError.of(
              Code.UNAVAILABLE,
              "Visibility check was unavailable. Please retry the request and contact support if"
                  + " the problem persists."));
    }
    return Optional.empty();
  }
}
