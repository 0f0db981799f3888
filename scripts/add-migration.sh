#!/usr/bin/env bash
# Adds a migration after a change of the entities: scripts/add-migration.sh NAME
set -euo pipefail
cd "$(dirname "$0")/../EventBrokerManager"
dotnet tool restore >/dev/null
dotnet ef migrations add "${1:?name of the migration}" --output-dir Persistence/Migrations
