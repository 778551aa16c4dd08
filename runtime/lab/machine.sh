# Sourced by scripts whose guest is a stock Debian kernel in QEMU, with a first program of its own. They have set work, a folder.

kernels=$room/target/kernel

# The package of the cloud kernel that this release has now, once downloaded kept for later runs.
kernel_files() {
    [ -e "$kernels/vmlinux" ] && return
    local package
    package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
    [ -n "$package" ] || return 1
    rm -rf "$kernels" && mkdir -p "$kernels"
    (cd "$kernels" && apt-get download -qq "$package" && dpkg -x ./*.deb . && rm -f ./*.deb) >"$work/kernel.log" 2>&1 || return 1
    # QEMU starts the uncompressed kernel at once (PVH).
    python3 - "$kernels" <<'END'
import glob, subprocess, sys
data = open(glob.glob(sys.argv[1] + '/boot/vmlinuz-*')[0], 'rb').read()
tools = {b'\x28\xb5\x2f\xfd': 'zstd', b'\x02\x21\x4c\x18': 'lz4', b'\xfd7zXZ\x00': 'xz', b'\x1f\x8b\x08': 'gzip'}
for magic, tool in tools.items():
    at = data.find(magic)
    while at >= 0:
        try:
            out = subprocess.run([tool, '-dc'], input=data[at:], capture_output=True).stdout
        except FileNotFoundError:
            break
        if out[:4] == b'\x7fELF':
            open(sys.argv[1] + '/vmlinux', 'wb').write(out)
            sys.exit(0)
        at = data.find(magic, at + 1)
sys.exit(1)
END
}

# kernel_needed: sets release, or ends the script as skipped.
kernel_needed() {
    kernel_files || { echo "SKIP $(basename "$0"): no kernel: $(tail -n 1 "$work/kernel.log" 2>/dev/null || echo 'apt knows no linux-image-cloud-amd64')"; exit 77; }
    release=$(basename "$kernels"/lib/modules/*)
}

# with_libraries PROGRAM: copies it and what it is linked with into the guest's file system.
with_libraries() {
    local program
    program=$(PATH=$PATH:/usr/sbin:/sbin command -v "$1")
    cp -L "$program" "$root/bin/"
    ldd "$program" | grep -o '/[^ ]*' | while IFS= read -r library; do
        mkdir -p "$root$(dirname "$library")" && cp -nL "$library" "$root$library"
    done
}

# begin_root: a folder root for the guest, with busybox.
begin_root() {
    root=$work/root
    mkdir -p "$root"/{bin,lib64,proc,sys,dev,mnt,etc,lib/modules}
    cp "$(command -v busybox)" "$root/bin/busybox"
}

# with_modules MODULE...: copies them and what they need, and makes /load, which loads them.
with_modules() {
    local module
    depmod -b "$kernels" "$release" 2>/dev/null
    for module; do modprobe -d "$kernels" -S "$release" --show-depends "$module" >>"$work/modules"; done
    awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$work/modules" >"$work/order"
    while IFS= read -r module; do
        cp "$module" "$root/lib/modules/" && echo "insmod /lib/modules/$(basename "$module")"
    done <"$work/order" >"$root/load"
}

# begin_machine OPTION...: sets guest to QEMU's process id. The guest's root is that folder, its first program /init, its console
# work/serial.
begin_machine() {
    chmod +x "$root/init"
    (cd "$root" && find . | busybox cpio -o -H newc 2>/dev/null) >"$work/initrd"
    qemu-system-x86_64 -accel tcg,thread=multi -cpu Nehalem -m 512 -smp 2 -display none -nodefaults -no-reboot -serial "file:$work/serial" \
        "$@" -kernel "$kernels/vmlinux" -initrd "$work/initrd" -append 'console=ttyS0 panic=-1 quiet mitigations=off nokaslr' >"$work/qemu" 2>&1 &
    guest=$!
}
