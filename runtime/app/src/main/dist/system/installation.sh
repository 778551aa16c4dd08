# Sourced by the launcher for "install" and "uninstall": puts what is built into the system's folders, and takes it back out.
#
# DIR/lib/scst holds everything; .installed in it lists what lies elsewhere, and by that a tree is known as ours.
# All paths that are written into files are those of the running system; DESTDIR stands before them only while files are made.
# shellcheck shell=bash

install_usage="usage: ./scst install [--prefix DIR]"
uninstall_usage="usage: ./scst uninstall [--prefix DIR] [--purge] [--force]"

# read_words USAGE OPTIONS WORDS...: sets prefix, purge, force.
read_words() {
    local usage=$1 options=$2
    shift 2
    prefix=/usr purge= force=
    while [ $# -gt 0 ]; do
        case " $options " in *" $1 "*) ;; *) fail $USAGE "$usage" ;; esac
        case $1 in
            --prefix)
                [ $# -gt 1 ] || fail $USAGE "$usage"
                prefix=${2%/}
                shift
                ;;
            --purge) purge=yes ;;
            --force) force=yes ;;
        esac
        shift
    done
    case $prefix in
        /*[[:space:]%\"\\\']*) fail $USAGE "--prefix $prefix holds characters that a unit file does not take" ;;
        /*) ;;
        *) fail $USAGE "--prefix is an absolute path, as /usr or /opt/scst" ;;
    esac
}

# Where things are, for a prefix; all below the root that DESTDIR names.
find_places() {
    root=${DESTDIR:-}
    root=${root%/}
    library=$prefix/lib/scst
    launcher=$prefix/bin/scst
    completion=$prefix/share/bash-completion/completions/scst
    case $prefix in
        /usr | /usr/local) unit=$prefix/lib/systemd/system/scst.service ;;
        *) unit=/etc/systemd/system/scst.service ;; # systemd looks nowhere else
    esac
    kept=(/etc/scst /var/lib/scst)
    worthless=(/var/log/scst /run/scst)
}

need_root() { # WHAT
    [ -n "$root" ] || [ "$(id -u)" = 0 ] || fail $FAILED "only root may $1: type 'sudo $0 $1', or set DESTDIR to a folder of yours to make a package"
}

# Tells the running systemd, when it is this system's that has changed.
tell_systemd() { # WORDS...
    [ -z "$root" ] && [ -d /run/systemd/system ] || return 0
    systemctl "$@" || echo "scst: systemctl $* failed; type it yourself" >&2
}

# What is there and not ours is left alone.
refuse_foreign() {
    local path
    [ ! -e "$root$library" ] || [ -e "$root$library/.installed" ] \
        || fail $FAILED "$root$library exists and was not made by this installation: move it away, or choose another --prefix"
    for path in "$launcher" "$unit" "$completion"; do
        [ -e "$root$path" ] || [ -L "$root$path" ] || continue
        grep -qxF "$path" "$root$library/.installed" 2>/dev/null \
            || fail $FAILED "$root$path exists and was not made by this installation: move it away, or choose another --prefix"
    done
}

copy_library() { # FOLDER
    mkdir -p "$1"
    # With their times: what makes the start fast knows its jars by them.
    cp -rp "$distribution"/{bundle,client,conf,connected,lib,load,system} "$1" && cp "$top/scst" "$1/scst" || return
    [ ! -e "$distribution/start.aot" ] || cp -p "$distribution/start.aot" "$1" || return
    printf '%s\n' "$launcher" "$unit" "$completion" >"$1/.installed"
    # Programs are nobody's secret, and root's alone to change.
    chmod -R u=rwX,go=rX "$1"
    chmod 755 "$1/scst"
}

# The old tree makes way only when the new one is complete.
put_library() {
    local new=$root$library.new old=$root$library.old
    rm -rf "$new" "$old"
    copy_library "$new" || fail $FAILED "cannot write $new; nothing is changed"
    [ ! -e "$root$library" ] || mv "$root$library" "$old"
    mv "$new" "$root$library" || { mv "$old" "$root$library"; fail $FAILED "cannot put $root$library in place; the one before is still there"; }
    rm -rf "$old"
}

put_links() {
    local folder
    for folder in "$launcher" "$unit" "$completion"; do (umask 022 && mkdir -p "$(dirname "$root$folder")"); done
    ln -sfn "../lib/scst/scst" "$root$launcher"
    sed "s|@library@|$library|g" "$distribution/system/scst.service" >"$root$unit"
    cp "$distribution/conf/scst-completion.bash" "$root$completion"
    chmod 644 "$root$unit" "$root$completion"
}

# With configuration and disks in them: for root alone, and never touched when they are there.
make_folders() {
    local folder
    for folder in "${kept[@]}" "${worthless[@]}"; do
        [ -d "$root$folder" ] || { (umask 022 && mkdir -p "$(dirname "$root$folder")") && mkdir -m 700 "$root$folder"; } \
            || fail $FAILED "cannot make $root$folder"
    done
}

say_next_step() { # UPGRADED
    local pid
    if pid=$(run=$root/run/scst running_pid); then
        echo "Pid $pid serves on as it is, until you say: scst restart"
    elif [ "$1" = no ]; then
        echo "Next: systemctl enable --now scst   (or, without systemd: scst run --background)"
    fi
}

install() {
    local upgraded=no
    ! installed || fail $FAILED "this is what was installed; install a newer one from its own checkout or archive"
    read_words "$install_usage" "--prefix" "$@"
    find_places
    need_root install
    refuse_foreign
    [ ! -e "$root$library" ] || upgraded=yes
    (umask 022 && mkdir -p "$root$prefix/lib") || fail $FAILED "cannot make $root$prefix/lib"
    put_library
    put_links
    make_folders
    tell_systemd daemon-reload
    if [ $upgraded = yes ]; then echo "Upgraded $root$library; configuration and state are as they were"; else echo "Installed in $root$library, launcher $root$launcher, unit $root$unit"; fi
    say_next_step $upgraded
}

# By its own tree when it is the installed one that is called, also below another root.
find_installed() {
    installed || return 0
    launcher=$(head -n 1 "$top/.installed")
    prefix=${launcher%/bin/scst}
    DESTDIR=${top%"$prefix/lib/scst"}
}

refuse_running() {
    local pid
    pid=$(run=$root/run/scst running_pid) || return 0
    fail $FAILED "pid $pid is running from here: end it first with 'scst stop'"
}

# Disks that were made in the home go with it, and with keys of the state what they are of, wherever it lies: never unasked.
refuse_disks() {
    local disks keys
    [ -n "$purge" ] && [ -z "$force" ] || return 0
    keys=$(find "$root/var/lib/scst/state/device_files" -type f -name '*+media-key*' 2>/dev/null | sort | tr '\n' ' ')
    [ -z "$keys" ] || fail $NEEDS_FORCE "--purge deletes the keys of encrypted disks, which nobody can read without: ${keys% }. Copy those of disks that you keep; --force deletes them"
    disks=$(find "$root/var/lib/scst/disks" -type f 2>/dev/null | sort | tr '\n' ' ')
    [ -z "$disks" ] || fail $NEEDS_FORCE "--purge deletes these disks too: ${disks% }. Move away what you want to keep; --force deletes them"
}

uninstall() {
    local path
    read_words "$uninstall_usage" "--prefix --purge --force" "$@"
    find_installed
    find_places
    need_root uninstall
    [ -e "$root$library/.installed" ] || fail $FAILED "nothing is installed in $root$library; --prefix names the place"
    refuse_running
    refuse_disks
    tell_systemd disable scst
    while IFS= read -r path; do rm -f "$root$path"; done <"$root$library/.installed"
    rm -rf "$root$library"
    for path in "${worthless[@]}"; do rm -rf "$root$path"; done
    tell_systemd daemon-reload
    if [ -z "$purge" ]; then
        echo "Uninstalled; configuration and state stay in $root/etc/scst and $root/var/lib/scst (--purge deletes them)"
    else
        for path in "${kept[@]}"; do rm -rf "$root$path"; done
        echo "Uninstalled, with configuration, state and disks"
    fi
}
