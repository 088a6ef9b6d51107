/* SPDX-License-Identifier: MIT */
#include "questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct answers {
	const char *call;
	const char *values[8];
	bool harmful[8];
};

static const struct answers legal[] = {
	{"recv",
	 {"take 1", "take 5", "fails EAGAIN", "late until next", "reset first"},
	 {false, false, false, false, true}},
	{"send",
	 {"take 1", "take 5", "fails EAGAIN", "late until next", "fails ENOBUFS", "reset first"},
	 {false, false, false, false, true, true}},
	{"readable",
	 {"spurious", "withheld", "interrupted", "late until next"},
	 {false, false, false, false}},
	{"writable",
	 {"spurious", "withheld", "interrupted", "late until next"},
	 {false, false, false, false}},
	{"accept",
	 {"late until next", "fails EMFILE", "fails ENFILE", "fails ENOBUFS", "fails ENOMEM"},
	 {false, true, true, true, true}},
	{"connect",
	 {"late until next", "fails EADDRNOTAVAIL", "fails ENETUNREACH", "fails ENOBUFS"},
	 {false, true, true, true}},
	{"close", {"late until next"}, {false}},
	{"socket", {"fails EMFILE", "fails ENOMEM"}, {true, true}},
	{"alloc", {"fails ENOMEM"}, {true}},
	{"to", {"cut 1", "cut 5"}, {false, false}},
};

static bool is_call(const char *question, const char *call)
{
	const char *word = question;
	size_t len = strlen(call);

	if (strcmp(call, "to") != 0)
		word = strchr(question, ' ');
	if (!word)
		return false;
	word += *word == ' ';
	return strncmp(word, call, len) == 0 &&
	       (word[len] == '@' || word[len] == '#' || word[len] == ' ' || word[len] == '\0');
}

const char *answer_to(const char *question, size_t n, bool *ret_harmful)
{
	for (size_t i = 0; i < COUNT(legal); i++) {
		if (!is_call(question, legal[i].call))
			continue;
		*ret_harmful = n < COUNT(legal[i].values) && legal[i].harmful[n];
		return n < COUNT(legal[i].values) ? legal[i].values[n] : NULL;
	}
	return NULL;
}

struct wt_scenario *scenario_of(const char *text, const char *more)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	struct wt_scenario *scenario;
	char *whole;

	if (asprintf(&whole, "%s%s\n", text, more) < 0)
		abort();
	scenario = wt_scenario_parse("sweep", whole, strlen(whole), diagnostics);
	if (!scenario || wt_scenario_check(scenario, sweep_programs(), diagnostics) > 0) {
		wt_diagnostics_print(diagnostics, stdout, 0);
		exit(2);
	}
	wt_diagnostics_free(diagnostics);
	free(whole);
	return scenario;
}

/* Lines that match nothing: without a line nothing is asked. */
static void write_probes(FILE *out, const struct sim_case *c)
{
	if (c->ends) {
		fprintf(out, "%s recv@999+0 take 1\n%s send@999+0 take 1\n", c->ends, c->ends);
		fprintf(out, "%s readable@999+0 withheld\n%s writable@999+0 withheld\n", c->ends,
			c->ends);
		fprintf(out, "to %s @999+0 cut 1\n", c->ends);
	}
	if (c->listener)
		fprintf(out, "%s accept@%s.9 fails EMFILE\n", c->listener, c->guest);
	fprintf(out, "%s socket#999 fails EMFILE\n%s alloc@nothing fails ENOMEM\n", c->host,
		c->host);
}

/* Questions without a place can only be answered, and whole classes of them. */
static void write_more(FILE *out, const struct sim_case *c)
{
	if (c->dialled)
		fprintf(out, "%s connect\n%s close\n", c->dialled, c->dialled);
	if (c->ends)
		fprintf(out, "%s recv@*\n%s send@*\n%s readable@*\n", c->ends, c->ends, c->ends);
	fprintf(out, "%s alloc@*\n", c->host);
}

char *questions_of(const struct sim_case *c, const char *text)
{
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario;
	char *probes = NULL, *all = NULL, *asked;
	size_t size;
	FILE *out = open_memstream(&probes, &size);

	write_probes(out, c);
	fclose(out);
	scenario = scenario_of(text, probes);
	asked = wt_run_asked(scenario, sweep_programs(), &run, NULL);
	out = open_memstream(&all, &size);
	for (char *line = strtok(asked, "\n"); line; line = strtok(NULL, "\n")) {
		char *value = strstr(line, " -");

		fprintf(out, "%.*s\n", (int)(value ? (size_t)(value - line) : strlen(line)), line);
	}
	write_more(out, c);
	fclose(out);
	wt_scenario_free(scenario);
	free(asked);
	free(probes);
	return all;
}
