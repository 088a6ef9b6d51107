# SPDX-License-Identifier: MIT
#
# One makefile, no configure step.  Files are found, not listed: a new .c file
# in lib/, sim/, tools/, scenarios/ or tests/ needs no change here.
#
#	make VARIANT=clang-o3-asan	any of the words below, joined by dashes
#
# Output of the default variant is in build/, of any other in build/VARIANT/.

VARIANT ?= default
B := $(if $(filter default,$(VARIANT)),build,build/$(VARIANT))
words := $(subst -, ,$(VARIANT))

# Other machines: 32 bits, and the other order of bytes.
MACHINE := $(filter i686 s390x,$(words))
CROSS := $(if $(MACHINE),$(MACHINE)-linux-gnu-)
CC := $(CROSS)$(if $(filter clang,$(words)),clang,gcc)
CXX := $(CROSS)$(if $(filter clang,$(words)),clang++,g++)
OPT := $(or $(patsubst o%,-O%,$(filter o0 o1 o2 o3,$(words))),-O2)
SAN := $(if $(filter asan,$(words)),-fsanitize=address -fsanitize=undefined -fsanitize-recover=address) \
       $(if $(filter ubsan,$(words)),-fsanitize=undefined) \
       $(if $(filter fuzz,$(words)),-fsanitize=fuzzer-no-link) \
       $(if $(filter asan ubsan,$(words)),-fno-sanitize-recover=undefined -fno-omit-frame-pointer)

ifneq ($(and $(MACHINE),$(filter clang,$(words))),)
$(error VARIANT: $(MACHINE) is built with gcc alone)
endif
unknown := $(filter-out default gcc clang o0 o1 o2 o3 asan ubsan fuzz i686 s390x,$(words))
ifneq ($(unknown),)
$(error VARIANT does not know: $(unknown))
endif

# Each warning has earned its line by what it catches.
WARN := -Wall -Wextra -Wpedantic # the compiler's own idea of suspicious
WARN += -Wshadow                 # two variables, one name: the wrong one gets used
WARN += -Wconversion             # a length that silently loses its upper bits
WARN += -Wstrict-prototypes      # f() takes anything
WARN += -Wmissing-prototypes     # a function that should be static, or has no header
WARN += -Wcast-qual              # const cast away
WARN += -Wformat=2               # formats that are data
WARN += -Wundef                  # a misspelt #if
WARN += -Wvla                    # stack use that input decides
WARN += -fno-common              # one global, one definition
WARN += $(if $(WERROR),-Werror)  # here and in CI; not for users of newer compilers

CFLAGS ?= -g
# Where these are 32 bits: time goes on after 2038, and files may be large.
WIDE := -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
CPPFLAGS := -D_GNU_SOURCE $(WIDE) -MMD -MP $(CPPFLAGS)
COMPILE = $(CC) -std=c11 $(OPT) $(CFLAGS) $(SAN) $(WARN) $(CPPFLAGS)
LINK = $(CC) $(CFLAGS) $(SAN) $(LDFLAGS)
LDLIBS := -ldl $(LDLIBS) # --load of programs

# The commands themselves with V=1; else a line for each file, and none with -s.
Q := $(if $(V),,@)
silent = $(findstring s,$(firstword -$(MAKEFLAGS)))
say = $(if $(V)$(silent),,@echo '  $(1)	$@')

find = $(sort $(shell find $(1) -name '$(2)' 2>/dev/null))
objects_in = $(patsubst %.c,$(1)/%.o,$(2))
objects = $(call objects_in,$(B),$(1))

LIB_C := $(wildcard lib/*.c)
SIM_C := $(call find,sim,*.c)
MAIN_C := tools/wavetank.c tools/asan_options.c
# What is linked by itself: AFL++'s mutator, and a target of all programs.
ALONE_C := tools/fuzz/mutator.c tools/fuzz/any.c
TOOL_C := $(filter-out $(MAIN_C) $(ALONE_C),$(wildcard tools/*.c tools/fuzz/*.c))
PROGRAM_C := $(call find,scenarios,*.c)
TEST_C := $(wildcard tests/*/test_*.c)
HELPER_C := $(filter-out $(TEST_C),$(wildcard tests/*/*.c))
FUZZ_C := $(wildcard tests/fuzz/*.c tests/fuzz/*/*.c)
PARITY_C := $(wildcard tests/parity/*.c)

LIBASYNCORE := $(B)/libasyncore.a
LIBWAVETANK := $(B)/libwavetank.a
WAVETANK := $(B)/wavetank
# How a fuzz target is compiled (cc ... @build/fuzz), and AFL++'s mutator of its inputs.
FUZZ_KIT := $(B)/fuzz $(B)/wavetank-afl.so
# The library as a Python module.  Python is there for this machine only, and clang's
# sanitizers are not to be had as shared objects.
PARITY := $(if $(MACHINE)$(and $(filter clang,$(words)),$(strip $(SAN))),,$(B)/parity/_ac.so)
# The library, doing what a script says.
DRIVE := $(B)/differential-drive
# Every call of ten programs, failed in turn.
SWEEP := $(B)/sweep
# Random programs over a wire that is moved by hand, real and simulated.
FLIGHT := $(B)/flight
# Each check of the judge on a program with its bug.
SANITY := $(B)/sanity
# Random programs on both kernels.
FIDELITY := $(B)/fidelity
TESTS := $(patsubst %.c,$(B)/%,$(TEST_C))
REPLAYS := $(patsubst tests/fuzz/%/corpus,$(B)/fuzz-%-replay,$(wildcard tests/fuzz/*/corpus))

##@ Build

.PHONY: all lib tests
all: lib $(WAVETANK) $(FUZZ_KIT) ## the libraries and the wavetank command (default); V=1 shows how
lib: $(LIBASYNCORE) $(LIBWAVETANK) ## libasyncore.a and libwavetank.a
tests: $(TESTS) $(REPLAYS) ## the cmocka test programs

# A list of file names, touched only when it changes: what is made from a set of
# files must be made again when one of the set is gone.
$(B)/%.list: FORCE
	@mkdir -p $(@D)
	@echo '$(LIST)' | cmp -s - $@ || echo '$(LIST)' >$@
.PHONY: FORCE

$(B)/lib.list: LIST = $(LIB_C)
$(B)/sim.list: LIST = $(SIM_C) $(TOOL_C)
$(B)/programs.list: LIST = $(PROGRAM_C)

$(LIBASYNCORE): $(call objects,$(LIB_C)) $(B)/lib.list
$(LIBWAVETANK): $(call objects,$(SIM_C) $(TOOL_C)) $(B)/sim.list
$(LIBASYNCORE) $(LIBWAVETANK):
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(CROSS)ar qcs $@ $(filter %.o,$^)

# Programs come with no header: the generated table declares their mains.
$(call objects,$(PROGRAM_C)): WARN += -Wno-missing-prototypes
$(B)/lib/%.o: CPPFLAGS += -iquote lib
$(B)/scenarios/%.o: CPPFLAGS += -iquote lib
$(B)/sim/%.o $(B)/tools/%.o $(B)/tests/%.o $(B)/programs-table.o: CPPFLAGS += -iquote lib -iquote sim

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -c -o $@ $<

$(B)/programs-table.c: tools/programs-table $(PROGRAM_C) $(B)/programs.list
	$(Q)tools/programs-table $(PROGRAM_C) >$@.tmp
	$(Q)mv $@.tmp $@
$(B)/programs-table.o: $(B)/programs-table.c
	$(Q)$(COMPILE) -c -o $@ $<

# Everything a simulated process may write to, gathered in one section.
$(B)/programs.o: tools/link-programs tools/state.ld tools/program-symbols \
		tools/covered-programs tools/harmless-calls \
		$(call objects,$(PROGRAM_C)) $(LIBASYNCORE) $(LIBWAVETANK)
	$(call say,LD)
	$(Q)tools/link-programs -o $@ -w $(LIBWAVETANK) -- $(CC) -- \
		$(call objects,$(PROGRAM_C)) $(LIBASYNCORE)

# Shared objects that --load brings find the library in the command.
$(WAVETANK): $(call objects,$(MAIN_C)) $(B)/programs-table.o $(B)/programs.o $(LIBWAVETANK)
	$(call say,LD)
	$(Q)$(LINK) -Wl,--dynamic-list=tools/exports.ld -o $@ $^ $(LDLIBS)

# A file beside a test whose name does not begin with test_ helps each of them.
# Rows of the seam's contract are also played at the gate.
helpers = $(filter $(B)/$(dir $(1))% $(if $(filter tests/seam/%,$(1)),$(B)/tests/gate/%), \
	$(call objects,$(HELPER_C)))
.SECONDEXPANSION:
$(TESTS): $(B)/%: $(B)/%.o $$(call helpers,$$*) $(LIBWAVETANK) $(LIBASYNCORE)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ -lcmocka $(LDLIBS)

# Into a process of others, so without sanitizers.
MUTATOR_C := tools/fuzz/mutator.c $(wildcard $(addprefix sim/fuzz/,lines.c menu.c mutate.c payload.c))
$(B)/wavetank-afl.so: $(MUTATOR_C) sim/wt_fuzz.h $(wildcard sim/fuzz/*.h)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) -std=c11 -O2 $(CFLAGS) $(WARN) -D_GNU_SOURCE -iquote lib -iquote sim -fPIC -shared -o $@ $(MUTATOR_C)
$(B)/fuzz: tools/fuzz/flags tools/program-symbols
	@mkdir -p $(@D)
	$(Q)tools/fuzz/flags $(abspath $(B)) $(CURDIR)/tools/fuzz/state.ld $(CURDIR)/lib $(CURDIR)/sim >$@

##@ Bench

# pair_unnoted is the library without its tests for wanted notes, to see their cost.
BENCH := $(patsubst tools/bench/%.c,$(B)/bench/%,$(wildcard tools/bench/*.c)) $(B)/bench/pair_unnoted
BENCH_GATE := $(B)/bench/pair_raw $(B)/bench/pair_asyncore
$(B)/bench/pair_ev: BENCH_LIBS := -lev
$(B)/bench/pair_event: BENCH_LIBS := -levent_core
$(B)/bench/pair_uv: BENCH_LIBS := -luv
$(B)/bench/pair_ev: WARN += -Wno-pedantic # its header
$(B)/bench/pair_unnoted: tools/bench/pair_asyncore.c $(LIB_C) tools/bench/pair.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -DAC_NO_NOTES -iquote lib $(LDFLAGS) -o $@ $(filter %.c,$^)
$(B)/bench/%: tools/bench/%.c tools/bench/pair.h $(LIBASYNCORE)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -iquote lib $(LDFLAGS) -o $@ $< $(LIBASYNCORE) $(BENCH_LIBS)

$(B)/bench/tank: $(B)/tools/bench/tank.o $(B)/programs-table.o $(B)/programs.o $(LIBWAVETANK)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

# The target of docs/fuzzing.md, by its commands; and with libraries that are watched, too.
BENCH_FUZZ := $(addprefix $(B)/bench/hello-,plain sanitized checked)
$(BENCH_FUZZ): FUZZ_SAN := ,address,undefined
$(BENCH_FUZZ): FUZZ_LIBS := $(B)/fuzz
$(B)/bench/hello-plain: FUZZ_SAN :=
$(B)/bench/hello-checked: FUZZ_LIBS := $(B)/clang-asan/fuzz
$(B)/bench/hello-%: tests/fuzz/hello/fuzz_hello.c scenarios/http/hello.c $(FUZZ_KIT) lib
	@mkdir -p $(@D)
	$(if $(filter checked,$*),@$(MAKE) -s VARIANT=clang-asan)
	$(call say,CC)
	$(Q)clang -g -O2 -fsanitize=fuzzer$(FUZZ_SAN) -o $@ $(filter %.c,$^) @$(FUZZ_LIBS)

.PHONY: bench
bench: $(BENCH) $(BENCH_FUZZ) ## what an event costs, beside raw epoll and libuv; runs, branches and fuzz executions a second
	@tools/bench/run --build $(B)

# Every program in one fuzz target, for each engine there is.
FUZZ_ANY := $(addprefix $(B)/fuzz-any-,$(if $(shell command -v clang),libfuzzer) \
	$(if $(shell command -v afl-clang-fast),afl))
$(B)/fuzz-any-libfuzzer: FUZZ_CC := clang -fsanitize=fuzzer
$(B)/fuzz-any-afl: FUZZ_CC := AFL_QUIET=1 afl-clang-fast
$(B)/fuzz-any-%: tools/fuzz/any.c $(B)/programs-table.c $(PROGRAM_C) $(FUZZ_KIT) $(LIBASYNCORE) $(LIBWAVETANK)
	$(call say,LD)
	$(Q)$(FUZZ_CC) -std=c11 -O2 -g -w -D_GNU_SOURCE -iquote lib -iquote sim -o $@ \
		$(filter %.c,$^) @$(B)/fuzz

.PHONY: soak
soak: all ## SEEDS=20000, N=200000 runs of every sound program in any weather; T=word; WRITE=1: docs/soak.md
	@tests/soak/sound --build $(B) --seeds $(or $(SEEDS),20000) $(T)
	@tests/soak/run --build $(B) --runs $(or $(N),200000) $(if $(WRITE),--write) $(T)

.PHONY: bench-search
bench-search: all $(FUZZ_ANY) ## how many runs each strategy and engine takes to find each broken program; SEEDS=20: 8 minutes
	@tools/search-bench --build $(B) $(if $(SEEDS),--seeds $(SEEDS)) $(F)

##@ Check

CHECK = tools/check --build $(B) $(if $(T),--only '$(T)') $(if $(PARITY),,--no-parity) \
	--cc '$(strip $(CC) $(SAN))' --cxx '$(strip $(CXX) $(SAN))'

.PHONY: check check-quick check-valgrind asan matrix matrix-one
check: all tests live $(DRIVE) $(SWEEP) $(FLIGHT) $(SANITY) $(FIDELITY) $(PARITY) $(BENCH_GATE) ## everything; T=word: only what has it in its name
	@$(CHECK) $(if $(filter asan ubsan,$(words)),--no-valgrind)
check-quick: all tests live $(DRIVE) $(SWEEP) $(FLIGHT) $(SANITY) $(FIDELITY) $(PARITY) ## the same without Valgrind
	@$(CHECK) --no-valgrind
check-valgrind: all ## under memcheck: every scenario, 10 000 seeds; a minute (check: the tests as well)
	@$(CHECK) --valgrind-alone
asan: ## check under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory VARIANT=asan check
MATRIX := o0 o3 clang-o0 clang-o3 asan i686 s390x
matrix: ## gcc, clang, -O0, -O3, sanitizers, 32 bits, big-endian: no warnings, one history
	@tools/matrix $(MATRIX)
fuzz: ## feed noise to F=scenario (any folder of tests/fuzz) for TIME=60 seconds
	@$(MAKE) --no-print-directory VARIANT=clang-asan-fuzz fuzz-$(or $(F),scenario)

# Fuzz targets are folders of tests/fuzz with a corpus; without an engine they
# replay it, as a part of check.  Those of programs have the main of libwavetank.a.
fuzz_objects = $(call objects,$(wildcard tests/fuzz/$(1)/*.c) $(FUZZ_OF_$(1)))
FUZZ_OF_hello := scenarios/http/hello.c
FUZZ_OF_kernel := $(filter-out tests/fidelity/fidelity.c,$(wildcard tests/fidelity/*.c))
FUZZ_OF_pollers := scenarios/recv/lines.c $(wildcard scenarios/common/*.c)
FUZZ_OF_stored := $(FUZZ_OF_pollers)
FUZZ_OF_convert := $(FUZZ_OF_pollers)
has_main = $(shell grep -l '^const struct wt_fuzz_target' tests/fuzz/$(1)/*.c)
$(REPLAYS): $(B)/fuzz-%-replay: $$(call fuzz_objects,$$*) \
		$$(if $$(call has_main,$$*),,$(B)/tests/fuzz/replay.o) $(LIBWAVETANK) $(LIBASYNCORE)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

# For tests/fuzz/build.sh: what each target is linked from, besides the libraries, and
# with: the globals of programs are kept apart, those of other targets are theirs.
.PHONY: fuzz-objects fuzz-list
comma := ,
FUZZ_NAMES := $(patsubst tests/fuzz/%/corpus,%,$(wildcard tests/fuzz/*/corpus))
fuzz-objects: lib $(foreach name,$(FUZZ_NAMES),$(call fuzz_objects,$(name)))
fuzz-list:
	@$(foreach name,$(FUZZ_NAMES),echo '$(name) $(call fuzz_objects,$(name)) \
		$(if $(call has_main,$(name)),-Wl$(comma)-T$(comma)tools/fuzz/state.ld)';)

# Reached from `fuzz` alone, with a VARIANT that has the engine.
.PHONY: fuzz
$(B)/fuzz-%-engine: $$(call fuzz_objects,$$*) $(LIBWAVETANK) $(LIBASYNCORE)
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)
fuzz-%: $(B)/fuzz-%-engine
	@mkdir -p $(B)/corpus-$*
	$< -max_total_time=$(or $(TIME),60) -timeout=5 -artifact_prefix=$(B)/ -print_final_stats=1 \
		$(B)/corpus-$* tests/fuzz/$*/corpus

# A shared object needs other code than the archive.
PYTHON_INCLUDES = $(sort $(patsubst -I%,%,$(shell /usr/bin/python3-config --includes)))
$(B)/parity/%.o: CPPFLAGS += -iquote lib
$(B)/parity/tests/%.o: CPPFLAGS += $(addprefix -isystem ,$(PYTHON_INCLUDES))
$(B)/parity/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -fPIC -c -o $@ $<
$(B)/parity/_ac.so: $(call objects_in,$(B)/parity,$(LIB_C) $(PARITY_C)) $(B)/lib.list
	$(call say,LD)
	$(Q)$(LINK) -shared -o $@ $(filter %.o,$^)

$(DRIVE): $(call objects,$(wildcard tests/differential/*.c)) $(LIBWAVETANK) $(LIBASYNCORE)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

$(FLIGHT): $(call objects,$(wildcard tests/flight/*.c tests/gate/*.c) \
		$(filter-out tests/seam/test_%,$(wildcard tests/seam/*.c))) \
		$(LIBWAVETANK) $(LIBASYNCORE)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

.PHONY: fidelity-gate
fidelity-gate: $(FLIGHT) ## random programs over a wire moved by hand, on both kernels; N=200 SEED=1
	@$(FLIGHT) '$(N)' '$(SEED)'

.PHONY: differential
differential: $(DRIVE) ## scripted situations on stock asyncore and on the library; T=word
	@tests/differential/run --build $(B) $(T)

.PHONY: historic
historic: all ## docs/historic.md, measured anew: 20 000 seeds of each search file
	@WAVETANK=$(WAVETANK) python3 tests/command/historic.py

sweep_objects := $(call objects,$(wildcard tests/sweep/*.c) tests/lib/fault.c)
$(SWEEP): $(sweep_objects) $(B)/programs-table.o $(B)/programs.o $(LIBWAVETANK)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

.PHONY: sweep
sweep: $(SWEEP) ## fail every call of ten programs in turn; find what was left out of others
	@$(SWEEP)
	@tests/sweep/planted-library --build $(B) --cc '$(strip $(CC) $(SAN))'

$(SANITY): $(call objects,$(wildcard tests/sanity/*.c)) $(LIBWAVETANK) $(LIBASYNCORE)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

.PHONY: sanity
sanity: $(SANITY) ## each check of the judge: fires on its bug, is silent without, can be allowed
	@$(SANITY)

# Fresh programs each time, unless SEED says which.
$(FIDELITY): $(call objects,$(wildcard tests/fidelity/*.c)) $(LIBWAVETANK) $(LIBASYNCORE)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

.PHONY: fidelity
fidelity: $(FIDELITY) ## N=10000 random programs on the real kernel and on ours; SEED=
	@$(FIDELITY) --runs $(or $(N),10000) \
		--seed $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom)) \
		--exceptions tests/fidelity/exceptions.txt --coverage tests/fidelity/coverage.txt

.PHONY: fidelity-mutants
fidelity-mutants: $(FIDELITY) $(FLIGHT) ## are 95 of 100 mechanical faults of our kernel found?  SEED=; some minutes
	@tests/fidelity/mutants --build $(B) --cc '$(strip $(CC) $(SAN))' $(if $(SEED),--seed $(SEED))

.PHONY: mutants
mutants: $(B)/tests/mutants/judge.o $(B)/programs-table.o $(call objects,$(PROGRAM_C)) $(LIBASYNCORE) \
		$(LIBWAVETANK) ## who finds which mutant, and how fast; M=word, EVERY=n: only some
	@tests/mutants/run --build $(B) --cc '$(strip $(CC) $(SAN))' --every $(or $(EVERY),1) $(M)

.PHONY: mutants-search
mutants-search: all ## a default search for each mutant, and what it writes; minutes; M=word, EVERY=n
	@tests/mutants/search --build $(B) --cc '$(strip $(CC) $(SAN))' --every $(or $(EVERY),1) $(M)

.PHONY: edits
edits: all ## does what a search wrote down survive edits of the program? SEED=1, N=15, 0: all
	@tests/edits/run --build $(B) --cc '$(strip $(CC) $(SAN))' --seed $(or $(SEED),1) \
		--programs $(or $(N),15)

.PHONY: rivals
rivals: all ## ten broken programs under other tools, 60 s each: some ten minutes
	@$(MAKE) --no-print-directory $(addprefix $(B)/live/,$(shell tests/rivals/run --programs))
	@tests/rivals/run --build $(B)

.PHONY: parity
parity: $(PARITY) ## CPython's own tests of asyncore against the library
	@tests/parity/run --build $(B)

##@ Show

# A program for real: the same function over the real kernel.
$(B)/live/%: tools/live-main $(call objects,$(PROGRAM_C)) $(LIBASYNCORE)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)tools/live-main $* >$@.c
	$(Q)$(COMPILE) -iquote lib $(LDFLAGS) -o $@ $@.c $(filter %.o %.a,$^)
LIVE := $(addprefix $(B)/live/,echo echo_server echo_client http_client httpd chatd smtpd)

.PHONY: live demo examples-live
live: $(LIVE) ## example programs for the real kernel, in build/live/
examples-live: live ## the example servers against real clients; FULL=1: 1 GiB, 30 s
	@FULL='$(FULL)' tools/examples-live --build $(B)
demo: all live ## a server for real, in the tank, and a faulty one there
	@tools/demo $(B)

##@ Tidy

.PHONY: format format-check install clean help
SOURCES := $(call find,lib sim tools scenarios tests,*.[ch])
format: ## clang-format every source
	clang-format -i $(SOURCES)
format-check: ## name what clang-format would change
	clang-format --dry-run --Werror $(SOURCES)

prefix ?= /usr/local
install: all ## command, libraries and headers below prefix=/usr/local; DESTDIR=
	tools/install $(B) '$(DESTDIR)' '$(prefix)'
clean: ## remove build/
	rm -rf build

help: ## this list
	@awk -f tools/help.awk $(firstword $(MAKEFILE_LIST))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
-include $(patsubst %.c,$(B)/%.d,$(LIB_C) $(SIM_C) $(TOOL_C) $(MAIN_C) $(PROGRAM_C) \
	$(TEST_C) $(HELPER_C) $(FUZZ_C)) \
	$(patsubst %.c,$(B)/parity/%.d,$(LIB_C) $(PARITY_C))
