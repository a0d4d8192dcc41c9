# The Task Worker: a small JRE, the worker, and nothing else; no shell, no package manager.
# For a program of your own: FROM this image and add it, or copy /opt/taskworkers into your image.
ARG JDK=docker.io/library/eclipse-temurin:25-jdk

FROM ${JDK} AS build
RUN jlink --output /opt/taskworkers/jre --strip-java-debug-attributes --compress zip-9 --no-header-files --no-man-pages \
      --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.security.sasl,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.unsupported,jdk.zipfs
# The names of the JVM's own inner functions are 5 MB; where nothing can strip them, they stay.
RUN { command -v strip || { apt-get update && apt-get install --yes --no-install-recommends binutils; }; } > /dev/null 2>&1 && \
    strip --strip-unneeded /opt/taskworkers/jre/lib/server/libjvm.so || true
# What runs and ends the worker and its programs: static, so that it runs in any image.
COPY init.c /tmp/init.c
RUN { command -v musl-gcc || command -v cc || { apt-get update && apt-get install --yes --no-install-recommends musl-tools gcc; }; } > /dev/null && \
    "$(command -v musl-gcc || command -v cc)" -static -Os -s -Wall -Wextra -Werror -o /opt/taskworkers/init /tmp/init.c
# The C library that the JRE was built for is all that it needs of a system.
RUN mkdir -p /system/tmp /system/etc /system/app && chmod 1777 /system/tmp && \
    echo 'taskworkers:x:65532:65532::/:/sbin/nologin' > /system/etc/passwd && \
    for file in $(ldd /opt/taskworkers/jre/bin/java /opt/taskworkers/jre/lib/server/libjvm.so /opt/taskworkers/jre/lib/*.so | \
        grep -o '/[^ )]*\.so[^ ):]*' | grep -v '^/opt/' | sort -u) $(ls /lib/*/libnss_dns.so.2 /lib/*/libnss_files.so.2 /lib/*/libresolv.so.2); do \
      mkdir -p "/system$(dirname "$file")" && cp -L "$file" "/system$file"; \
    done
COPY lib /opt/taskworkers/lib
COPY app /opt/taskworkers/app
# A first task without a Pub/Sub teaches the JVM what it will load and link at every start.
RUN cd /opt/taskworkers && head -n -1 app/java.args > /tmp/rehearsal.args && \
    jre/bin/java @/tmp/rehearsal.args dev.taskworkers.worker.TrainingRun \
      jre/bin/java -XX:AOTCacheOutput=app/java.aot @app/light.args @app/java.args && \
    chmod 0644 app/java.aot

FROM scratch
COPY --from=build /system /
COPY --from=build /opt/taskworkers/init /opt/taskworkers/init
COPY --from=build /opt/taskworkers/jre /opt/taskworkers/jre
COPY --from=build /opt/taskworkers/lib /opt/taskworkers/lib
COPY --from=build /opt/taskworkers/app /opt/taskworkers/app
USER 65532:65532
WORKDIR /app
# Where no task is a Java class, the JVM does without what costs more there than it saves.
ENTRYPOINT ["/opt/taskworkers/init", "-u", "TASKWORKERS_HANDLER=java", "@/opt/taskworkers/app/light.args", "/opt/taskworkers/jre/bin/java", "-XX:AOTCache=/opt/taskworkers/app/java.aot", "@/opt/taskworkers/app/java.args"]
