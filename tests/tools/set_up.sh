#!/usr/bin/env bash
# Make .venv hold what a target of the Makefile needs, at once if it does:
#
#     tests/tools/set_up.sh [GROUP...]    # groups of pyproject.toml
#
# PYTHON=python3.9 takes that Python. Else a .venv keeps the one that it has;
# a new one gets python3, or the newest on PATH that there is TensorFlow for.
set -euo pipefail
cd "$(dirname "$0")/../.."
check=tests/tools/can_install.py

choose() {
  local each
  if [ "${PYTHON:-}" ]; then
    python=$PYTHON
  elif .venv/bin/python "$check" 2> /dev/null; then
    python=.venv/bin/python
  else
    for each in python3 python3.{13,12,11,10,9}; do
      if "$each" "$check" 2> /dev/null; then
        python=$each
        [ "$each" = python3 ] || echo "python3 does not fit: taking $each"
        return
      fi
    done
    python=python3
  fi
  command -v "$python" > /dev/null || {
    echo "expected Python 3.9 to 3.13, found no $python on PATH" >&2; exit 2; }
  "$python" "$check" || exit 2
}

choose
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
# the versions that the suite has passed with; make matrix writes them
tested=tests/constraints/$version.txt
[ -f "$tested" ] || tested=/dev/null
# one environment at a time: another Python, or a change of what is needed,
# makes it anew
key=$version:$(cat pyproject.toml "$tested" | cksum)
if [ "$(cat .venv/made-from 2> /dev/null)" != "$key" ]; then
  if [ "$python" = .venv/bin/python ]; then
    python=$("$python" -c 'import sys; print(sys.base_prefix)')/bin/python$version
  fi
  echo "a new environment in .venv, with Python $version"
  "$python" -m venv --clear .venv
  echo "$key" > .venv/made-from
fi
missing=
for each in statement "$@"; do
  [ -f ".venv/has-$each" ] || missing=$missing,$each
done
[ "$missing" ] || exit 0
# nothing is compiled here; of yattag, which Cosmic Ray needs, there is no wheel
echo "the packages that this needs, with TensorFlow 1.5 GB: a minute or more"
.venv/bin/python -u -m pip install --disable-pip-version-check \
    --only-binary=:all: --no-binary=yattag --no-compile -c "$tested" \
    -e ".[${missing#,}]" |
  while read -r word name _; do
    case $word in
      Collecting) echo "  ${name%%[<>=!~;[]*}" ;;
      Installing) echo '  installing them all' ;;
    esac
  done
# what pip does on one core, but for the packages' tests; not every file of a
# package is for this Python
.venv/bin/python -m compileall -qq -j 0 -x /tests/ .venv/lib || true
for each in statement "$@"; do touch ".venv/has-$each"; done
