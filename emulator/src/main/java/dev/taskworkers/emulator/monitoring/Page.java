// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.monitoring.v3.ListTimeSeriesRequest.TimeSeriesView;
import com.google.monitoring.v3.TimeSeries;
import dev.taskworkers.emulator.monitoring.SeriesReader.Series;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a long answer. Google counts points where points are asked for, and series otherwise; a
 * token says how many points, or series, came before.
 */
record Page(List<TimeSeries> series, String nextToken) {
  private static final int LARGEST = 100_000;

  static Page of(List<Series> all, TimeSeriesView view, int pageSize, String token) {
    var size = pageSize <= 0 ? LARGEST : Math.min(pageSize, LARGEST);
    var skip = position(token);
    return view == TimeSeriesView.HEADERS ? headers(all, skip, size) : full(all, skip, size);
  }

  private static Page headers(List<Series> all, int skip, int size) {
    var series = all.stream().skip(skip).limit(size).map(Series::header).toList();
    return new Page(series, token(skip + series.size(), all.size()));
  }

  private static Page full(List<Series> all, int skip, int size) {
    var series = new ArrayList<TimeSeries>();
    var position = 0;
    for (var each : all) {
      var from = Math.max(0, skip - position);
      var to = Math.min(each.points().size(), skip + size - position);
      if (from < to) {
        series.add(each.header().toBuilder().addAllPoints(each.points().subList(from, to)).build());
      }
      position += each.points().size();
    }
    return new Page(series, token(Math.min(skip + size, position), position));
  }

  /** Empty at the end. */
  static String token(int next, int total) {
    return next < total ? Integer.toString(next) : "";
  }

  /** How many came before. */
  static int position(String token) {
    if (!token.matches("[0-9]{0,9}")) {
      throw ApiError.invalid("Field page_token had an invalid value of \"" + token + "\".");
    }
    return token.isEmpty() ? 0 : Integer.parseInt(token);
  }
}
