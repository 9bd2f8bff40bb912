# shellcheck shell=bash
# What deploy/demo, Tests/run and .ci/run share: looking for what a build needs, and installing it.
# Sourced, not run. Everything that is said goes to standard error.

say() { printf '==> %s\n' "$*" >&2; }

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# Fails unless a Swift toolchain is on the PATH. Whether it is new enough is for the first build to say:
# Package.swift names the version.
require_swift() {
    if command -v swift >/dev/null; then return; fi
    local again="open a new shell and run this again"
    if [ -n "${SUDO_USER:-}" ]; then
        again="then run this without sudo: it asks for it itself where it must (sudo hides your own PATH)"
    fi
    fail "there is no 'swift' on the PATH: install Swift 6.2 or later (https://www.swift.org/install), $again"
}

has_command() { command -v "$1" >/dev/null; }

has_library() { has_command pkg-config && pkg-config --exists "$1"; }

has_file() { compgen -G "$1" >/dev/null; }

# Prints the packages, by their Debian names, without which nothing of ours builds.
missing_for_build() {
    has_command git || echo git
    has_command pkg-config || echo pkg-config
    has_library yaml-0.1 || echo libyaml-dev
    has_library sqlite3 || echo libsqlite3-dev
    if [ "$(uname -s)" = Darwin ]; then return; fi
    # Swift links against these: Foundation's zlib, and the C and C++ libraries with the linker's tools.
    has_library zlib || echo zlib1g-dev
    { has_file '/usr/include/c++/*/cstdlib' && has_command ld; } || echo g++
    # Dependencies are fetched over HTTPS.
    has_file '/etc/ssl/certs/ca-certificates.crt' || has_file '/etc/pki/tls/certs/ca-bundle.crt' ||
        has_file '/etc/ssl/ca-bundle.pem' || echo ca-certificates
    # A toolchain unpacked from an archive brings no system libraries along.
    swift build --version >/dev/null 2>&1 || echo libcurl4-openssl-dev libncurses-dev libxml2-dev
}

# Prints what the tests need beside that.
missing_for_tests() {
    if ! has_command python3; then
        echo python3 python3-venv
    elif ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        echo python3-venv
    fi
    # The README's own commands, which the tests run.
    has_command curl || echo curl
    # A repository behind SSH. It is not in everybody's PATH.
    has_command sshd || [ -x /usr/sbin/sshd ] || echo openssh-server
}

# Installs what the named functions print, and checks that nothing is missing then.
install_missing() {
    local wanted
    wanted=$(list_missing "$@")
    if [ -z "$wanted" ]; then return; fi
    if [ "$(uname -s)" = Darwin ]; then
        fail "missing: $wanted; install them with: brew install git pkgconf libyaml sqlite python openssh"
    fi
    if ! has_command apt-get; then
        fail "missing, by their Debian names: $wanted; install what this system calls them, then run this again"
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        has_command sudo || fail "missing: $wanted; as root, run: apt-get install --yes $wanted"
        as_root=(sudo)
    fi
    say "installing the system packages that are missing: $wanted"
    if [[ $wanted == *openssh-server* ]] && has_command systemctl; then
        say "the tests start an SSH server of their own: that of the system stays off ('systemctl unmask ssh' allows it)"
        "${as_root[@]}" systemctl --quiet mask ssh.service ssh.socket || true
    fi
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 --quiet --quiet)
    local packages
    read -r -a packages <<<"$wanted"
    "${as_root[@]}" "${apt[@]}" update >&2 || fail "'apt-get update' failed: see above"
    "${as_root[@]}" "${apt[@]}" install --yes --no-install-recommends "${packages[@]}" >&2 ||
        fail "'apt-get install $wanted' failed: see above"
    wanted=$(list_missing "$@")
    if [[ $wanted == *libcurl4-openssl-dev* ]]; then
        fail "the Swift toolchain cannot be run: $(swift build --version 2>&1 | tail -n 1)"
    fi
    if [ -n "$wanted" ]; then fail "installed, but still not found: $wanted; see above"; fi
}

# The output of all the named functions, on one line.
list_missing() {
    local function
    for function in "$@"; do "$function"; done | tr '\n' ' ' | sed 's/ $//'
}
