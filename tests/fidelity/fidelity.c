/* SPDX-License-Identifier: MIT
 *
 * fidelity - random programs of socket calls on the real kernel and on the simulated
 * one.  docs/fidelity.md says what is compared, and how. */
#include <argp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign.h"

enum {
	OPT_EXCEPTIONS = 256,
	OPT_COVERAGE,
	OPT_WRITE_COVERAGE,
	OPT_LEAST,
	OPT_RECORD,
	OPT_REPLAY,
	OPT_STOP
};

struct options {
	struct campaign campaign;
	const char *exceptions, *record;
	bool shows;
	uint64_t program;
};

static const struct argp_option option_list[] = {
	{"seed", 's', "N", 0, "which programs; default 1", 0},
	{"runs", 'n', "N", 0, "how many; default 1000", 0},
	{"first", 'f', "N", 0, "number of the first one; default 0", 0},
	{"jobs", 'j', "N", 0, "processes; default 2", 0},
	{"program", 'p', "N", 0, "play this one alone, shrink and print it", 0},
	{"exceptions", OPT_EXCEPTIONS, "FILE", 0, "differences that are accepted", 0},
	{"coverage", OPT_COVERAGE, "FILE", 0, "what 10 000 programs must reach", 0},
	{"write-coverage", OPT_WRITE_COVERAGE, "FILE", 0, "write what was reached", 0},
	{"least", OPT_LEAST, "N", 0, "... at least so often; default 1", 0},
	{"record", OPT_RECORD, "FILE", 0, "write what the real kernel answers", 0},
	{"replay", OPT_REPLAY, "FILE", 0, "the simulated kernel alone, against such a file", 0},
	{"stop", OPT_STOP, 0, 0, "... up to the first difference", 0},
	{0},
};

static uint64_t number(const char *text, struct argp_state *state)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (*text == '\0' || *end != '\0')
		argp_error(state, "`%s` is no number", text);
	return value;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct options *options = state->input;
	struct campaign *campaign = &options->campaign;

	switch (key) {
	case 's':
		campaign->seed = number(text, state);
		return 0;
	case 'n':
		campaign->runs = number(text, state);
		return 0;
	case 'f':
		campaign->first = number(text, state);
		return 0;
	case 'j':
		campaign->jobs = (unsigned)number(text, state);
		if (campaign->jobs == 0 || campaign->jobs > JOBS_MAX)
			argp_error(state, "1 to %d jobs", JOBS_MAX);
		return 0;
	case 'p':
		options->shows = true;
		options->program = number(text, state);
		return 0;
	case OPT_EXCEPTIONS:
		options->exceptions = text;
		return 0;
	case OPT_COVERAGE:
		campaign->coverage = text;
		return 0;
	case OPT_WRITE_COVERAGE:
		campaign->write_coverage = text;
		return 0;
	case OPT_LEAST:
		campaign->least = (unsigned)number(text, state);
		return 0;
	case OPT_RECORD:
		options->record = text;
		return 0;
	case OPT_REPLAY:
		campaign->replay = text;
		return 0;
	case OPT_STOP:
		campaign->stops = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = option_list,
	.parser = parse_option,
	.doc = "Random programs of socket calls on the real kernel, in a network namespace of its "
	       "own, and on the simulated one.\vExit code: 0 all agree, 1 they do not, 2 usage, 3 "
	       "broken.",
};

int main(int argc, char **argv)
{
	struct options options = {
		.campaign = {.seed = 1, .runs = 1000, .jobs = 2, .least = 1},
	};

	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	options.campaign.progress = isatty(STDERR_FILENO);
	if (options.exceptions &&
	    !exceptions_read(&options.campaign.exceptions, options.exceptions, stderr))
		return 2;
	if (options.shows)
		return campaign_show(options.campaign.seed, options.program);
	if (options.campaign.replay)
		return replay_run(&options.campaign);
	if (options.record)
		return campaign_record(&options.campaign, options.record);
	return campaign_run(&options.campaign);
}
