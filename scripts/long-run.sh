#!/usr/bin/env bash
# Faults in the middle of traffic, both directions at once, again and again; prints a table in Markdown, and fails where anything is
# lost, out of order, or copied more often than was open at a fault.
#   scripts/long-run.sh [kills of the product] [cuts of the network] [kills of the broker] [events each way between two faults]
# 150, 30, 20 and 2500 unless given: 200 cycles a direction and more than a million events, in about 40 minutes on two cores.
# Needs what docs/testing.md says, and npm for the emulators.
set -euo pipefail
cd "$(dirname "$0")/.."

export EBM_KILL_CYCLES=${1:-150} EBM_CUT_CYCLES=${2:-30} EBM_BROKER_CYCLES=${3:-20} EBM_CYCLE_EVENTS=${4:-2500}
export EBM_TABLE
EBM_TABLE=$(mktemp)
trap 'rm -f "$EBM_TABLE"' EXIT

emulators=EventBrokerManager.Tests/Support/emulators
cmp -s "$emulators/package-lock.json" "$emulators/node_modules/.installed" ||
  (cd "$emulators" && npm ci --no-audit --no-fund --loglevel=error >&2 && cp package-lock.json node_modules/.installed)
dotnet build -v q EventBrokerManager.Tests >&2

started=$(date +%s)
CI=true dotnet test --no-build EventBrokerManager.Tests --filter FullyQualifiedName~EnduranceTests --logger 'console;verbosity=normal' >&2
cat "$EBM_TABLE"
echo
echo "Commit $(git rev-parse --short HEAD), $(nproc) cores, $(($(date +%s) - started)) s."
