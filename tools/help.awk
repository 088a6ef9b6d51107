# SPDX-License-Identifier: MIT
# Prints `##@ group` and `target: ... ## comment` lines of a makefile, in columns.
/^##@ / { group[++lines] = substr($0, 5) }
/^[a-z][a-z-]*:/ {
	while (/\\$/ && (getline rest) > 0)
		$0 = substr($0, 1, length($0) - 1) rest
	if (!/ ## /)
		next
	name = $1
	sub(/:.*/, "", name)
	sub(/.* ## /, "")
	target[++lines] = name
	text[lines] = $0
	if (length(name) > width)
		width = length(name)
}
END {
	for (i = 1; i <= lines; i++) {
		if (i in group)
			printf "%s%s\n", (i > 1 ? "\n" : ""), group[i]
		else
			printf "  %-*s  %s\n", width, target[i], text[i]
	}
	print "\nVARIANT=clang-o3-asan takes another compiler, level or sanitizer, in a folder below build/."
}
