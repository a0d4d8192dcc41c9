# The Task Worker: a small JRE, the worker, and nothing else; no shell, no package manager.
# The operator copies /opt/taskworkers from it into pods that run your image. You can also build yours FROM it.
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
    "$(command -v musl-gcc || command -v cc)" -static -Os -s -Wall -Wextra -Werror -o /opt/taskworkers/init /tmp/init.c && \
    ln -s init /opt/taskworkers/worker
# The C library that the JRE was built for is all that it needs of a system. It lies beside the JRE,
# which looks for it nowhere else: so the JRE runs in an image with another C library, or with none.
RUN { command -v patchelf || { apt-get update && apt-get install --yes --no-install-recommends patchelf; }; } > /dev/null && \
    mkdir -p /system/tmp /system/etc /system/app /opt/taskworkers/system && chmod 1777 /system/tmp && \
    echo 'taskworkers:x:65532:65532::/:/sbin/nologin' > /system/etc/passwd && \
    for file in $(ldd /opt/taskworkers/jre/bin/java /opt/taskworkers/jre/lib/server/libjvm.so /opt/taskworkers/jre/lib/*.so | \
        grep -o '/[^ )]*\.so[^ ):]*' | grep -v '^/opt/' | sort -u) $(ls /lib/*/libnss_dns.so.2 /lib/*/libnss_files.so.2 /lib/*/libresolv.so.2); do \
      cp -L "$file" /opt/taskworkers/system/ && \
      mkdir -p "/system$(dirname "$file")" && ln -sf "/opt/taskworkers/system/$(basename "$file")" "/system$file" || exit 1; \
    done && \
    loader="/opt/taskworkers/system/$(basename "$(patchelf --print-interpreter /opt/taskworkers/jre/bin/java)")" && \
    patchelf --set-interpreter "$loader" --force-rpath --set-rpath '$ORIGIN/../lib:/opt/taskworkers/system' /opt/taskworkers/jre/bin/java && \
    patchelf --set-interpreter "$loader" --force-rpath --set-rpath /opt/taskworkers/system /opt/taskworkers/jre/lib/jspawnhelper
# What the C library and the others are, for who looks for known advisories of an image's packages,
# and their licences, which let nobody pass them on without the text.
RUN mkdir -p /system/var/lib/dpkg/status.d && { cp /etc/os-release /system/etc/ || true; } && \
    for file in $(find /system -name '*.so*' | sed 's|^/system||') $(command -v musl-gcc); do \
      dpkg-query --search "$file" "/usr$file" 2> /dev/null | cut -d : -f 1; \
    done | sort -u | while read -r package; do \
      mkdir -p "/system/usr/share/doc/$package" && \
      cp -L "/usr/share/doc/$package/copyright" "/system/usr/share/doc/$package/" && \
      dpkg-query --status "$package" > "/system/var/lib/dpkg/status.d/$package" || exit 1; \
    done && \
    { ls /system/var/lib/dpkg/status.d/* > /dev/null 2>&1 || \
      { echo "Expected the system's libraries to be of Debian's or Ubuntu's packages, but found none; name the image of a JDK that is built on either." >&2; exit 1; }; }
COPY lib /opt/taskworkers/lib
COPY app /opt/taskworkers/app
# The bill of materials names the runtime by the version that has just been made.
RUN version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' /opt/taskworkers/jre/release) && test "$version" && \
    { test ! -f /opt/taskworkers/app/sbom.json || sed -i "s/JAVA_VERSION/$version/g" /opt/taskworkers/app/sbom.json; }
# A first task without a Pub/Sub teaches the JVM what it will load and link at every start.
RUN cd /opt/taskworkers && head -n -1 app/java.args > /tmp/rehearsal.args && \
    jre/bin/java @app/light.args @/tmp/rehearsal.args dev.taskworkers.worker.TrainingRun \
      jre/bin/java -XX:AOTCacheOutput=app/java.aot @app/light.args @app/java.args && \
    chmod 0644 app/java.aot

FROM scratch
COPY --from=build /system /
COPY --from=build /opt/taskworkers/init /opt/taskworkers/worker /opt/taskworkers/
COPY --from=build /opt/taskworkers/system /opt/taskworkers/system
COPY --from=build /opt/taskworkers/jre /opt/taskworkers/jre
COPY --from=build /opt/taskworkers/lib /opt/taskworkers/lib
COPY --from=build /opt/taskworkers/app /opt/taskworkers/app
USER 65532:65532
WORKDIR /app
ENTRYPOINT ["/opt/taskworkers/worker"]
