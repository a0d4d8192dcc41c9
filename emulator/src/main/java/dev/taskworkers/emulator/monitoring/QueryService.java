// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.QueryServiceGrpc.QueryServiceImplBase;
import com.google.monitoring.v3.QueryTimeSeriesRequest;
import com.google.monitoring.v3.QueryTimeSeriesResponse;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.function.Function;

/**
 * {@code google.monitoring.v3.QueryService}: an older way to ask for time series, by which KEDA's
 * Pub/Sub scaler reads a backlog. It says what ListTimeSeries says.
 */
public final class QueryService extends QueryServiceImplBase {
  private final Function<ListTimeSeriesRequest, ListTimeSeriesResponse> series;
  private final Clock clock;

  /**
   * @param series what ListTimeSeries answers
   */
  public QueryService(Function<ListTimeSeriesRequest, ListTimeSeriesResponse> series, Clock clock) {
    this.series = series;
    this.clock = clock;
  }

  @Override
  @SuppressWarnings("deprecation") // by Google, but it is what KEDA calls
  public void queryTimeSeries(
      QueryTimeSeriesRequest request, StreamObserver<QueryTimeSeriesResponse> answer) {
    var query = SeriesQuery.parse(request.getQuery());
    var found = series.apply(query.toRequest(request.getName(), clock.instant()));
    answer.onNext(SeriesTable.of(found, request.getPageSize(), request.getPageToken()));
    answer.onCompleted();
  }
}
