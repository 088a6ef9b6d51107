#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh: every fuzz target into $OUT, with its seed corpus as a zip, by the
# conventions of ClusterFuzzLite and OSS-Fuzz: they set CC, CXX, CFLAGS, CXXFLAGS,
# LIB_FUZZING_ENGINE, OUT, and SRC, below which this repository lies.
set -eu
: "${CC:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}" "${OUT:?}" "${SRC:?}"
cd "$SRC/wavetank"
build=${WORK:-$OUT}/build

make -s -j"$(nproc)" B="$build" CC="$CC" CFLAGS="${CFLAGS:-}" SAN= OPT= fuzz-objects
make -s B="$build" fuzz-list | while read -r name parts; do
	# shellcheck disable=SC2086 # lists of words
	$CXX ${CXXFLAGS:-} -o "$OUT/fuzz_$name" $parts $LIB_FUZZING_ENGINE \
		"$build/libwavetank.a" "$build/libasyncore.a" -ldl
	(cd "tests/fuzz/$name/corpus" && python3 -m zipfile -c "$OUT/fuzz_${name}_seed_corpus.zip" ./*)
	echo "fuzz_$name"
done
