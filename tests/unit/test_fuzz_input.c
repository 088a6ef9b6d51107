/* SPDX-License-Identifier: MIT
 *
 * Inputs of fuzz targets as text, and what mutation makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fuzz/payload.h"
#include "wt_fuzz.h"

static const char input[] = "server:alice recv@1+0 take 5\n"
			    "to server:alice @1+0 cut 3\n"
			    "alice sends#1 \"GET / take 3\\r\\n\"\n";

static const char menu_text[] = "alice sends#1\t\"GET /world\\r\\n\\r\\n\"\n"
				"server:alice recv@1+0\ttake 1\ttake 2\tfails EAGAIN\n"
				"server:alice send@1+0\ttake 1\ttake 16\n"
				"server:alice readable@1+0\twithheld\n";

static void assert_line(const struct wt_fuzz_line *line, const char *name, const char *value)
{
	assert_int_equal(line->name_len, strlen(name));
	assert_memory_equal(line->name, name, line->name_len);
	assert_int_equal(line->value_len, strlen(value));
	assert_memory_equal(line->value, value, line->value_len);
}

static void a_line_is_a_name_and_a_value(void **state)
{
	struct wt_fuzz_lines lines;

	(void)state;
	wt_fuzz_lines_read(&lines, input, strlen(input));
	assert_int_equal(lines.count, 3);
	assert_line(&lines.at[0], "server:alice recv@1+0", "take 5");
	assert_line(&lines.at[1], "to server:alice @1+0", "cut 3");
	assert_line(&lines.at[2], "alice sends#1", "\"GET / take 3\\r\\n\"");
	assert_true(lines.at[2].sends);
}

/* What is put in between lines changes none of them. */
static void other_lines_stay_what_they_are_when_bytes_are_put_in(void **state)
{
	const char *second = strstr(input, "to server");
	struct wt_fuzz_lines lines, changed;
	char text[256];

	(void)state;
	wt_fuzz_lines_read(&lines, input, strlen(input));
	for (int byte = 0; byte < 256; byte++) {
		int len = snprintf(text, sizeof text, "%.*s%c\n%s", (int)(second - input), input,
				   '.', second);

		text[second - input] = (char)byte;
		wt_fuzz_lines_read(&changed, text, (size_t)len);
		assert_int_equal(changed.count, 3);
		for (size_t i = 0; i < 3; i++) {
			assert_true(wt_fuzz_same_name(&lines.at[i], &changed.at[i]));
			assert_int_equal(lines.at[i].value_len, changed.at[i].value_len);
		}
	}
}

static void what_has_no_form_means_nothing(void **state)
{
	static const char *const texts[] = {"",
					    "take 5",
					    "server:alice recv@1+0",
					    "server:alice recv@1+0 takes 5",
					    "alice sends#1 hello",
					    "alice sends#1 \"hello",
					    "\xff\x00 \n\n \n"};
	struct wt_fuzz_line line;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_false(wt_fuzz_line_read(&line, texts[i], strlen(texts[i])));
}

static void bytes_become_text_and_bytes_again(void **state)
{
	uint8_t bytes[256], again[256];
	char text[4 * 256 + 8];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)i;
	len = wt_fuzz_text_write(bytes, sizeof bytes, text, sizeof text);
	assert_int_not_equal(len, 0);
	assert_null(memchr(text, '\n', len));
	assert_int_equal(wt_fuzz_text_read(text, len, again, sizeof again), 256);
	assert_memory_equal(bytes, again, sizeof bytes);
	assert_int_equal(wt_fuzz_text_read(text, len, again, 255), -1);
}

static void wrong_escapes_and_quotes_are_no_text(void **state)
{
	static const char *const texts[] = {"\"",      "\"\\",     "\"\\\"",
					    "\"\\q\"", "\"\\x1\"", "\"a\"b\""};
	uint8_t bytes[16];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_int_equal(wt_fuzz_text_read(texts[i], strlen(texts[i]), bytes, sizeof bytes),
				 -1);
}

/* -- Grammar by example -------------------------------------------------------- */

static struct wt_fuzz_form form_of(const char *example, size_t len)
{
	return wt_fuzz_form_of((const uint8_t *)example, len);
}

static void the_example_shows_the_grammar(void **state)
{
	static const char big[] = "\0\3abc\0\1d", little[] = "\2\0\0\0hi\1\0\0\0!",
			  counted[] = "\0\5abc\0\3d";
	struct wt_fuzz_form form;

	(void)state;
	assert_int_equal(form_of("GET /\r\n\r\n", 9).grammar, WT_GRAMMAR_LINES);
	assert_int_equal(form_of("hello", 5).grammar, WT_GRAMMAR_BYTES);
	assert_int_equal(form_of("", 0).grammar, WT_GRAMMAR_BYTES);
	form = form_of(big, sizeof big - 1);
	assert_int_equal(form.grammar, WT_GRAMMAR_FRAMES);
	assert_int_equal(form.prefix, 2);
	assert_false(form.little);
	form = form_of(little, sizeof little - 1);
	assert_int_equal(form.prefix, 4);
	assert_true(form.little);
	form = form_of(counted, sizeof counted - 1);
	assert_int_equal(form.prefix, 2);
	assert_true(form.inclusive);
}

/* Whatever is done to frames, most of what comes out is frames. */
static void changed_frames_are_frames_more_often_than_not(void **state)
{
	static const char example[] = "\0\3abc\0\1d\0\2ef";
	struct wt_fuzz_form form = form_of(example, sizeof example - 1);
	unsigned whole = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		struct wt_fuzz_chance chance = {seed, 0};
		uint8_t data[64];
		size_t len = sizeof example - 1;

		memcpy(data, example, len);
		len = wt_fuzz_change_payload(&form, data, len, sizeof data,
					     (const uint8_t *)example, sizeof example - 1, &chance);
		assert_true(len <= sizeof data);
		whole += wt_fuzz_form_of(data, len).grammar == WT_GRAMMAR_FRAMES;
	}
	assert_in_range(whole, 600, 990);
}

/* -- Mutation ------------------------------------------------------------------- */

static struct wt_menu *menu_of(const char *text)
{
	struct wt_menu *menu = wt_menu_new();

	wt_menu_add(menu, text, strlen(text));
	return menu;
}

static void a_menu_has_each_name_once(void **state)
{
	struct wt_menu *menu = menu_of(menu_text);

	(void)state;
	assert_int_equal(wt_menu_count(menu), 4);
	wt_menu_add(menu, menu_text, strlen(menu_text));
	wt_menu_add(menu, "nothing to say\n", 15);
	assert_int_equal(wt_menu_count(menu), 4);
	wt_menu_free(menu);
}

static void mutants_are_lines_fit_and_depend_on_the_seed_alone(void **state)
{
	struct wt_menu *menu = menu_of(menu_text);
	char one[512] = "", two[512];
	size_t len = 0, max = sizeof one, different = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 5000; seed++) {
		struct wt_fuzz_lines lines;
		size_t before = len, again;

		memcpy(two, one, len);
		len = wt_fuzz_mutate(menu, one, len, max, seed, NULL);
		again = wt_fuzz_mutate(menu, two, before, max, seed, NULL);
		assert_int_equal(len, again);
		assert_memory_equal(one, two, len);
		assert_true(len <= max);
		wt_fuzz_lines_read(&lines, one, len);
		assert_int_equal(wt_fuzz_lines_write(&lines, two, sizeof two), len);
		different += lines.count != before;
		max = seed % 100 == 99 ? 3 : sizeof one;
	}
	assert_int_not_equal(different, 0);
	wt_menu_free(menu);
}

/* From nothing, each line of the menu comes about, and numbers that are not in it. */
static void mutation_reaches_names_values_and_payloads(void **state)
{
	struct wt_menu *menu = menu_of(menu_text);
	unsigned cut_at_three = 0, withheld = 0, twice = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 20000; seed++) {
		char text[1024] = "";
		size_t len = 0;

		for (uint64_t i = 0; i < 3; i++)
			len = wt_fuzz_mutate(menu, text, len, sizeof text - 1, 3 * seed + i, NULL);
		text[len] = '\0';
		cut_at_three += strstr(text, "recv@1+0 take 3\n") != NULL;
		withheld += strstr(text, "readable@1+0 withheld") != NULL;
		twice += strstr(text, "GET /world\\r\\n\\r\\nGET /world\\r\\n\\r\\n") != NULL;
	}
	assert_int_not_equal(cut_at_three, 0);
	assert_int_not_equal(withheld, 0);
	assert_int_not_equal(twice, 0);
	wt_menu_free(menu);
}

static void a_child_has_lines_of_both(void **state)
{
	static const char a[] = "server:alice recv@1+0 take 5\n",
			  b[] = "to server:alice syn lost\n";
	unsigned both = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct wt_fuzz_lines lines;
		char out[256];
		size_t len = wt_fuzz_cross(a, strlen(a), b, strlen(b), out, sizeof out, seed);

		wt_fuzz_lines_read(&lines, out, len);
		assert_true(lines.count <= 2);
		both += lines.count == 2;
	}
	assert_int_not_equal(both, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_name_and_a_value),
		cmocka_unit_test(other_lines_stay_what_they_are_when_bytes_are_put_in),
		cmocka_unit_test(what_has_no_form_means_nothing),
		cmocka_unit_test(bytes_become_text_and_bytes_again),
		cmocka_unit_test(wrong_escapes_and_quotes_are_no_text),
		cmocka_unit_test(the_example_shows_the_grammar),
		cmocka_unit_test(changed_frames_are_frames_more_often_than_not),
		cmocka_unit_test(a_menu_has_each_name_once),
		cmocka_unit_test(mutants_are_lines_fit_and_depend_on_the_seed_alone),
		cmocka_unit_test(mutation_reaches_names_values_and_payloads),
		cmocka_unit_test(a_child_has_lines_of_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
