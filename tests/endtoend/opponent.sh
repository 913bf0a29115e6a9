#!/bin/sh
# The other side's check of a bundle: coreutils, openssl and a stock Python. No network, and no tracer.
# usage: opponent.sh BUNDLE PYTHON
set -eu
cd "$1"
python="$2 -I -S"

echo "0. neither the tracer nor a network is in reach"
if $python -c 'import tracer' 2>/dev/null; then echo "the tracer can be imported" >&2; exit 9; fi
if ls /sys/class/net 2>/dev/null | grep -vqx lo && [ "${NETWORK:-off}" = off ]; then
    $python -c 'import socket; socket.create_connection(("192.0.2.1", 9), 1)' 2>/dev/null && exit 9
fi

echo "1. every file is the one in the manifests, and none was added"
sha256sum --check --quiet --strict tagmanifest-sha256.txt
sha256sum --check --quiet --strict manifest-sha256.txt
sha512sum --check --quiet --strict manifest-sha512.txt
find data -type f | sort > "$WORK/found"
cut -c 67- manifest-sha256.txt | sort > "$WORK/listed"
cmp "$WORK/found" "$WORK/listed"
test -z "$(find . ! -type f ! -type d)"

echo "2. the seal, to be compared with the one handed over"
openssl dgst -sha256 -r tagmanifest-sha256.txt

echo "3. signatures and time stamps, where there are any"
# Steps 2 and 3 of the opponent's check belong here: openssl pkeyutl, cms and ts over tagmanifest-sha256.txt.
test ! -d signatures || ls signatures

echo "4. headers, proofs, transactions, amounts, the rule, custody, orders, bounds"
$python data/verify/verify.py
