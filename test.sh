#!/usr/bin/env bash
# Builds everything and runs all tests; extra arguments go to `dotnet test`, such as: ./test.sh --filter FullyQualifiedName~Bridges
# What the tests need and is missing is installed where that is possible; what stays missing is skipped with its reason (in CI: fails).
# The last line is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")"

say() { printf '%s\n' "$*" >&2; }

# install_from_debian PACKAGE: as root, or where sudo asks no password.
install_from_debian() {
  local as_root=()
  command -v apt-get >/dev/null || return
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return
    as_root=(sudo -n)
  fi
  say "Installing $1 ..."
  "${as_root[@]}" apt-get update -qq >&2 &&
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$1" >&2
}

# Drives the portal.
install_chromium() {
  [ -x "${EBM_CHROMIUM:-/usr/bin/chromium}" ] || install_from_debian chromium
}

# Tells the product a wrong time.
install_faketime() {
  [ "$(uname)" != Linux ] || [ -n "$(find /usr/lib -name libfaketimeMT.so.1 -print -quit)" ] || install_from_debian libfaketime
}

install_emulators() {
  local folder=EventBrokerManager.Tests/Support/emulators
  command -v npm >/dev/null || return
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && return
  say "Installing the SQS emulators from npm ..."
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >&2 && cp package-lock.json node_modules/.installed)
}

install_chromium || say "Chromium could not be installed: what needs it does not run."
install_faketime || say "libfaketime could not be installed: what needs it does not run."
install_emulators || say "The emulators could not be installed: what needs them does not run."

results=$(mktemp -d "${TMPDIR:-/tmp}/test-results.XXXXXX")
trap 'rm -rf "$results"' EXIT
dotnet test EventBrokerManager.sln --logger trx --results-directory "$results" "$@"
code=$?

count() { { grep -rhoE '<UnitTestResult [^>]*outcome="[A-Za-z]+"' "$results" --include='*.trx' 2>/dev/null || true; } | { grep -cE "outcome=\"($1)\"" || true; }; }
passed=$(count Passed)
skipped=$(count 'NotExecuted|Inconclusive')
failed=$(count 'Failed|Error|Timeout|Aborted')
# A build that broke, or a run that was cut off, has no failed test to show.
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$code" -eq 0 ] && [ "$failed" -ne 0 ]; then code=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
