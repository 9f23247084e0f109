#!/bin/sh
# Installs or upgrades Fangxian from this folder, with no network. ./install.sh --help explains.
# Needs Debian 12 or alike: Python 3.11, nothing else. PYTHON=/path chooses another interpreter.
set -eu
cd "$(dirname "$0")"
for python in "${PYTHON:-}" python3.11 python3; do
    [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && break
    python=
done
[ -n "$python" ] || { echo "Fangxian needs Python 3.11 here." >&2; exit 1; }
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$PWD"
case "${1:-}" in
    check) exec "$python" -m tools.installer check ;;
    --prefix) prefix=$2; shift 2; exec "$python" -m tools.installer --prefix "$prefix" install "$@" ;;
    *) exec "$python" -m tools.installer install "$@" ;;
esac
