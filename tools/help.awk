# SPDX-License-Identifier: MIT
# Prints `##@ group` and `target: ... ## comment` lines of a makefile.
/^##@ / { printf "%s%s\n", group++ ? "\n" : "", substr($0, 5) }
/^[a-z][a-z-]*:.* ## / {
	target = $1
	sub(/:.*/, "", target)
	sub(/.* ## /, "")
	printf "  %-16s %s\n", target, $0
}
END {
	print "\nVARIANT=clang-o3-asan takes another compiler, level or sanitizer, in a folder below build/."
}
