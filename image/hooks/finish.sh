#!/bin/sh
# Runs as (perhaps only seeming) root beside the unpacked system: takes what the guest needs to boot out of it, puts Python's libraries in,
# leaves out what nobody reads, writes the manifest and packs it. $1: the system, $2: the workshop.
set -eu
root=$1
work=$2

# The kernel is not installed (that would build an initrd of its own), only unpacked.
(
  cd "$work"
  kernel=$(APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1)
  APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get download -q "$kernel"
  dpkg-deb -x "$kernel"_*.deb kernel-tree
  dpkg-deb -f "$kernel"_*.deb Package Version Source > kernel-version
)

mkdir -p "$root/usr/local/lib/python3.11/dist-packages"
cp -r "$work/python/." "$root/usr/local/lib/python3.11/dist-packages/"
chown -R 0:0 "$root/usr/local/lib/python3.11/dist-packages"

# Mount points of the guest; /folders holds what the user granted.
mkdir -p "$root/folders" "$root/scratch" "$root/outputs" "$root/uploads" "$root/usr/share/cowork"
printf 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n' > "$root/etc/passwd"
printf '[safe]\n\tdirectory = *\n' > "$root/etc/gitconfig"
rm -f "$root/etc/resolv.conf" "$root/etc/hostname" "$root/etc/machine-id"
: > "$root/etc/machine-id"
printf '127.0.0.1 localhost\n::1 localhost\n' > "$root/etc/hosts"
chroot "$root" fc-cache -s >/dev/null 2>&1 || true

# Who made what, and under which terms: every package with its licences, as its own copyright file names them.
{
  printf 'package\tversion\tsource\tlicences\n'
  chroot "$root" dpkg-query -W -f '${Package}\t${Version}\t${source:Package}\n' | while IFS="$(printf '\t')" read -r package version source; do
    copyright="$root/usr/share/doc/$package/copyright"
    licences=$(sed -n 's/^License: *//p' "$copyright" 2>/dev/null | sort -u | tr '\n' ';' | sed 's/;$//')
    printf '%s\t%s\t%s\t%s\n' "$package" "$version" "$source" "${licences:-see /usr/share/doc/$package/copyright}"
  done
  awk -F': ' '{v[$1]=$2} END {printf "%s\t%s\t%s\t%s\n", v["Package"], v["Version"], "linux", "GPL-2.0"}' "$work/kernel-version"
  for info in "$root"/usr/local/lib/python3.11/dist-packages/*.dist-info/METADATA; do
    awk 'BEGIN {l=""} /^$/ {exit} /^Name: / {n=$2} /^Version: / {v=$2} /^License-Expression: / {sub(/^[^:]*: /, ""); l=$0} /^Classifier: License :: / {sub(/^.* :: /, ""); if (l == "") l=$0} END {printf "%s\t%s\tpython\t%s\n", n, v, l == "" ? "see its dist-info" : l}' "$info"
  done
} > "$root/usr/share/cowork/manifest.tsv"
cp "$root/usr/share/cowork/manifest.tsv" "$work/manifest.tsv"
mkdir -p "$root/usr/share/doc/linux" && cp "$work"/kernel-tree/usr/share/doc/*/copyright "$root/usr/share/doc/linux/copyright"

rm -rf "$root"/var/cache/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/tmp/* "$root"/boot/* "$root"/usr/share/info/*
find "$root/usr/share/doc" -type f ! -name copyright -delete
find "$root/usr/share/doc" -type l ! -name copyright -delete
find "$root" -xdev -name __pycache__ -type d -prune -exec rm -rf {} +
chroot "$root" python3 -m compileall -q -j 2 /usr/local/lib/python3.11/dist-packages /usr/lib/python3 >/dev/null || true

# What the build has mounted there is not part of it, and no program in it has capabilities of its own (-x-1).
mkfs.erofs -zlz4hc,6 -C65536 -x-1 -T0 --exclude-regex='^(proc|sys|dev)/' -U 00000000-0000-0000-0000-000000000000 "$work/root.erofs" "$root" >/dev/null
