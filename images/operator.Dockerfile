# The operator: a small JRE, the operator, and nothing else; no shell, no package manager.
ARG JDK=docker.io/library/eclipse-temurin:25-jdk

FROM ${JDK} AS build
# The archive of the JDK's own classes pays at 14 MB; one of all classes would not at 50 MB.
RUN jlink --output /opt/taskworkers/jre --strip-java-debug-attributes --compress zip-9 --no-header-files --no-man-pages \
      --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.security.sasl,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.unsupported && \
    /opt/taskworkers/jre/bin/java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xshare:dump
# The C library that the JRE was built for is all that it needs of a system.
RUN mkdir -p /system/tmp /system/etc && chmod 1777 /system/tmp && \
    echo 'taskworkers:x:65532:65532::/:/sbin/nologin' > /system/etc/passwd && \
    for file in $(ldd /opt/taskworkers/jre/bin/java /opt/taskworkers/jre/lib/server/libjvm.so /opt/taskworkers/jre/lib/*.so | \
        grep -o '/[^ )]*\.so[^ ):]*' | grep -v '^/opt/' | sort -u) $(ls /lib/*/libnss_dns.so.2 /lib/*/libnss_files.so.2 /lib/*/libresolv.so.2); do \
      mkdir -p "/system$(dirname "$file")" && cp -L "$file" "/system$file"; \
    done
# What the C library and the others are, for who looks for known advisories of an image's packages,
# and their licences, which let nobody pass them on without the text.
RUN mkdir -p /system/var/lib/dpkg/status.d && { cp /etc/os-release /system/etc/ || true; } && \
    for file in $(find /system -name '*.so*' | sed 's|^/system||'); do \
      dpkg-query --search "$file" "/usr$file" 2> /dev/null | cut -d : -f 1; \
    done | sort -u | while read -r package; do \
      mkdir -p "/system/usr/share/doc/$package" && \
      cp -L "/usr/share/doc/$package/copyright" "/system/usr/share/doc/$package/" && \
      dpkg-query --status "$package" > "/system/var/lib/dpkg/status.d/$package" || exit 1; \
    done && \
    { ls /system/var/lib/dpkg/status.d/* > /dev/null 2>&1 || \
      { echo "Expected the system's libraries to be of Debian's or Ubuntu's packages, but found none; name the image of a JDK that is built on either." >&2; exit 1; }; }
COPY app /opt/taskworkers/app
# The bill of materials names the runtime by the version that has just been made.
RUN version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' /opt/taskworkers/jre/release) && test "$version" && \
    { test ! -f /opt/taskworkers/app/sbom.json || sed -i "s/JAVA_VERSION/$version/g" /opt/taskworkers/app/sbom.json; }

FROM scratch
COPY --from=build /system /
COPY --from=build /opt/taskworkers/jre /opt/taskworkers/jre
COPY lib /opt/taskworkers/lib
COPY --from=build /opt/taskworkers/app /opt/taskworkers/app
# Else the C library keeps memory apart for each of the JVM's threads, a hundred MB in all.
ENV MALLOC_ARENA_MAX=2
USER 65532:65532
ENTRYPOINT ["/opt/taskworkers/jre/bin/java", "@/opt/taskworkers/app/java.args"]
