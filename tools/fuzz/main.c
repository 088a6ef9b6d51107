/* SPDX-License-Identifier: MIT
 *
 * The main of a fuzz target that no engine brings one for: replays inputs, and turns
 * them into scenario files and back.  In libwavetank.a it is linked only where no
 * other main is. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine.h"

static const char usage[] =
	"usage: %s [--program NAME] FILE|FOLDER...        run each input\n"
	"       %s [--program NAME] --scenario FILE       print an input as a scenario\n"
	"       %s [--program NAME] --shrink FILE         the same, made small\n"
	"       %s [--program NAME] --input FILE.scn      print a scenario as an input\n"
	"\n"
	"Exit codes: 0 all checks held, 1 one failed, 2 usage, 3 it could not be run.\n";

struct bytes {
	uint8_t *data;
	size_t size;
};

static struct bytes read_file(const char *path)
{
	FILE *in = fopen(path, "rb");
	struct bytes bytes = {NULL, 0};
	struct stat stat;

	if (!in || fstat(fileno(in), &stat) < 0 || S_ISDIR(stat.st_mode)) {
		perror(path);
		exit(2);
	}
	bytes.data = malloc((size_t)stat.st_size + 1);
	if (bytes.data)
		bytes.size = fread(bytes.data, 1, (size_t)stat.st_size, in);
	fclose(in);
	return bytes;
}

struct count {
	size_t inputs, failing;
};

static void run_file(struct wt_fuzz_case *c, const char *path, struct count *count)
{
	struct bytes input = read_file(path);

	count->inputs++;
	if (wt_fuzz_case_fails(c, input.data, input.size)) {
		count->failing++;
		printf("%s: fails `%s`%s%s\n%s\n", path, c->check, *c->object ? " on " : "",
		       c->object, c->text ? c->text : "");
	}
	free(input.data);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_path(struct wt_fuzz_case *c, const char *path, struct count *count)
{
	struct dirent **entries;
	struct stat about;
	int n;

	if (stat(path, &about) < 0 || !S_ISDIR(about.st_mode)) {
		run_file(c, path, count);
		return;
	}
	n = scandir(path, &entries, is_shown, alphasort);
	for (int i = 0; i < n; i++) {
		char *below;

		if (asprintf(&below, "%s/%s", path, entries[i]->d_name) < 0)
			abort();
		run_path(c, below, count);
		free(below);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static int replay(struct wt_fuzz_case *c, char **paths)
{
	struct count count = {0, 0};

	for (; *paths; paths++)
		run_path(c, *paths, &count);
	printf("%zu inputs, %zu failing\n", count.inputs, count.failing);
	return count.failing > 0;
}

/* -- Conversion ------------------------------------------------------------------ */

/* Ends the diagnostics; code: where there is no text. */
static int print_text(char *text, struct wt_diagnostics *diagnostics, int code)
{
	wt_diagnostics_print(diagnostics, stderr, 0);
	wt_diagnostics_free(diagnostics);
	if (!text)
		return code;
	fputs(text, stdout);
	free(text);
	return 0;
}

static int print_scenario(struct wt_fuzz_case *c, const struct bytes *input)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	char *text = wt_fuzz_scenario(c->fuzz, input->data, input->size, diagnostics);

	return print_text(text, diagnostics, 3);
}

static int print_shrunk(struct wt_fuzz_case *c, const struct bytes *input)
{
	struct wt_shrunk shrunk;
	int rc = wt_fuzz_shrink(c->fuzz, input->data, input->size, &shrunk);

	if (shrunk.text)
		fputs(shrunk.text, stdout);
	else
		fprintf(stderr, "fuzz: nothing fails: %s\n", strerror(-rc));
	wt_shrunk_fini(&shrunk);
	return rc == 0 ? 0 : 1;
}

static int print_input(struct wt_fuzz_case *c, const struct bytes *scenario)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	char *text =
		wt_fuzz_input(c->fuzz, (const char *)scenario->data, scenario->size, diagnostics);

	return print_text(text, diagnostics, 2);
}

static int convert(struct wt_fuzz_case *c, const char *what, const char *path)
{
	struct bytes file = read_file(path);
	int code = 2;

	if (strcmp(what, "--scenario") == 0)
		code = print_scenario(c, &file);
	else if (strcmp(what, "--shrink") == 0)
		code = print_shrunk(c, &file);
	else if (strcmp(what, "--input") == 0)
		code = print_input(c, &file);
	else
		fprintf(stderr, "fuzz: there is no %s\n", what);
	free(file.data);
	return code;
}

int main(int argc, char **argv)
{
	const char *name = argv[0], *program = NULL;
	struct wt_fuzz_case c;
	int code;

	if (wt_fuzz_has_afl() && argc == 1)
		return wt_fuzz_serve_afl();
	if (argc > 2 && strcmp(argv[1], "--program") == 0) {
		program = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || (argv[1][0] == '-' && argc != 3)) {
		fprintf(argc < 2 ? stderr : stdout, usage, name, name, name, name);
		return argc < 2 ? 2 : 0;
	}
	wt_fuzz_case_init(&c, &wt_fuzz_target, program);
	if (argv[1][0] == '-')
		code = convert(&c, argv[1], argv[2]);
	else
		code = replay(&c, argv + 1);
	wt_fuzz_case_fini(&c);
	return code;
}
