# Shared by the scripts beside it; sourced, never run. POSIX sh.

cd "$(dirname "$0")/.." || exit 1

say() { printf '%s\n' "artdocket: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

# The newest-enough Python: $PYTHON if set, otherwise the first that answers with 3.11 or later.
find_python() {
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "needs Python 3.11 or later and found none; install one or set PYTHON to its path."
}

fingerprint() { cat "$@" | cksum; }

stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# make_venv FOLDER: an empty virtual environment, unless there is one that works.
make_venv() {
    if "$1/bin/python" -c '' 2>/dev/null; then return; fi
    python=$(find_python) || exit 1
    say "making a virtual environment in $1 with $("$python" --version 2>&1)"
    rm -rf "$1"
    mkdir -p .cache
    if ! "$python" -m venv "$1" >.cache/venv.log 2>&1; then
        cat .cache/venv.log >&2
        rm -rf "$1"
        fail "$python cannot make virtual environments; install its venv module (Debian: python3-venv)."
    fi
}

# install_lock FOLDER LOCK: the pinned packages, each checked against its hash.
install_lock() {
    say "installing the packages that $2 pins (once; a minute or so)"
    if ! "$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "$2" >.cache/pip.log 2>&1; then
        grep -v 'is ignored: it is neither' .cache/pip.log | tail -n 5 >&2
        fail "could not install the packages: is a package index reachable? (whole log: .cache/pip.log)"
    fi
}

# prepare runtime|dev: .venv with the pinned packages and this checkout in it.
# Does nothing, in a few milliseconds, when the lock files have not changed.
prepare() {
    mkdir -p .cache
    make_venv .venv
    dev=$(fingerprint requirements-dev.lock)
    runtime=$(fingerprint requirements.lock)
    if ! stamped .venv/.stamp-dev "$dev"; then
        if [ "$1" = dev ]; then
            install_lock .venv requirements-dev.lock
            printf '%s\n' "$dev" >.venv/.stamp-dev
        elif ! stamped .venv/.stamp-runtime "$runtime"; then
            install_lock .venv requirements.lock
            printf '%s\n' "$runtime" >.venv/.stamp-runtime
        fi
    fi
    checkout=$(fingerprint pyproject.toml kb/__init__.py; pwd)
    if ! stamped .venv/.stamp-checkout "$checkout"; then
        if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index \
            --no-deps --no-build-isolation -e . >.cache/pip.log 2>&1; then
            cat .cache/pip.log >&2
            fail "could not install this checkout into .venv."
        fi
        printf '%s\n' "$checkout" >.venv/.stamp-checkout
    fi
}
