#!/usr/bin/env bash
# make screenshots: the pictures of the README and docs/, and the animation, taken in the real VS Code. Wants ImageMagick.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v convert >/dev/null || { echo 'The pictures want ImageMagick (Debian: apt-get install imagemagick).' >&2; exit 1; }
images=docs/images
frames=$(mktemp -d)
trap 'rm -rf "$frames"' EXIT
tests/e2e/node24.sh tests/e2e/screenshots.mjs "$images" "$frames"
# 256 colours are enough for an editor, and a third of the size.
for picture in "$images"/*.png; do
  convert "$picture" -strip -colors 256 "PNG8:$picture.small"
  mv "$picture.small" "$picture"
done
# Red, the fixes, green: the first and the last frame stay longer.
last=$(find "$frames" -name '*.png' | sort | tail -1)
convert -delay 180 "$frames"/*.png -delay 350 "$last" -resize 900x -layers OptimizePlus -colors 96 -loop 0 "$images/demo.gif"
du -h "$images"/* | sort -k2
