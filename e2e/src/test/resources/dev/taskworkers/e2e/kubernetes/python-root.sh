#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a folder that is the root of an image: this machine's Python, the packages of a requirements
# file, and the libraries that both need.
# usage: python-root.sh REQUIREMENTS FOLDER
set -eu
requirements=$1
root=$2
prefix=$(python3 -c 'import sys; print(sys.base_prefix)')
python=$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')

mkdir -p "$root/app" "$root/tmp" "$root/usr/local/bin" "$root$prefix/bin" "$root$prefix/lib/$python"
python3 -m pip install --quiet --disable-pip-version-check --target "$root/app/packages" \
  --requirement "$requirements"
cp -L "$prefix/bin/$python" "$root$prefix/bin/"
tar -C "$prefix/lib/$python" --exclude=./test --exclude=./site-packages --exclude=./dist-packages \
  --exclude=__pycache__ -cf - . | tar -C "$root$prefix/lib/$python" -xf -
ln -s "$prefix/bin/$python" "$root/usr/local/bin/python3"

{ echo "$prefix/bin/$python"; find "$root" -name '*.so' -o -name '*.so.*'; } | xargs ldd 2>/dev/null |
  grep -o '/[^ )]*\.so[^ ):]*' | grep -v "^$root" | sort -u |
  while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
chmod -R a+rX "$root"
