#!/usr/bin/env bash
# Takes the documentation's pictures anew, docs/images/*.png: starts the product with a demo, lets an hour pass in two and a half
# minutes, and looks at every page with Chromium (EBM_CHROMIUM, else /usr/bin/chromium).
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x "${EBM_CHROMIUM:-/usr/bin/chromium}" ] || { echo "There is no Chromium; install it, or name it in EBM_CHROMIUM." >&2; exit 1; }
dotnet test EventBrokerManager.Tests -p:Screenshots=true --filter FullyQualifiedName~Screenshots
if command -v pngquant >/dev/null; then
  pngquant --force --skip-if-larger --ext .png docs/images/*.png || true
fi
