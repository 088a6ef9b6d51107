/* SPDX-License-Identifier: MIT
 *
 * The worlds of the simulated sweep.  Peers end with the end of the connection, so
 * that a program which gives one up, as it may, leaves nobody waiting. */
#include "sweep.h"

const struct sim_case sim_cases[] = {
	{
		.name = "echo",
		.program = "echo",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 7\n"
			    "peer alice\n"
			    "  connects server:7\n"
			    "  sends \"hello world\"\n"
			    "  waits 11 bytes\n"
			    "  sends \"and more\"\n"
			    "  shuts\n"
			    "  waits end\n"
			    "peer bob\n"
			    "  connects server:7\n"
			    "  sends \"the quick brown fox\"\n"
			    "  shuts\n"
			    "  waits end\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:7",
		.guest = "alice",
	},
	{
		.name = "echo client",
		.program = "echo_client",
		.scenario = "scenario 1\n"
			    "host client runs %s $server 7 hello --times 2\n"
			    "peer server\n"
			    "  listens 7\n"
			    "  answers \"hello\" with \"hello\"\n",
		.host = "client",
		.ends = "client>*",
		.dialled = "client>server",
	},
	{
		.name = "http client",
		.program = "http_client",
		.scenario = "scenario 1\n"
			    "host client runs %s $web 80 /\n"
			    "link client web delay 10ms\n"
			    "peer web\n"
			    "  listens 80\n"
			    "  accepts\n"
			    "  waits \"\\r\\n\\r\\n\"\n"
			    "  sends \"HTTP/1.0 200 OK\\r\\n\\r\\nHello, world\\n\"\n"
			    "  closes\n",
		.host = "client",
		.ends = "client>*",
		.dialled = "client>web",
	},
	{
		.name = "http server",
		.program = "http",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 80\n"
			    "peer alice\n"
			    "  connects server:80\n"
			    "  sends \"GET / HTTP/1.1\\r\\n\\r\\nGET /b HTTP/1.1\\r\\n\\r\\n\"\n"
			    "  waits \"hi\"\n"
			    "  sends \"GET /c HTTP/9.9\\r\\n\\r\\n\"\n"
			    "  waits end\n"
			    "  closes\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:80",
		.guest = "alice",
	},
	{
		.name = "file server",
		.program = "httpd",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 80\n"
			    "peer alice\n"
			    "  connects server:80\n"
			    "  sends \"GET /pattern/300 HTTP/1.1\\r\\nHost: s\\r\\n\\r\\n\"\n"
			    "  sends \"GET /no HTTP/1.1\\r\\nHost: s\\r\\n\\r\\n\"\n"
			    "  shuts\n"
			    "  waits end\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:80",
		.guest = "alice",
	},
	{
		.name = "line splitter",
		.program = "lines",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 7\n"
			    "peer alice\n"
			    "  connects server:7\n"
			    "  sends \"abc\\r\\ndef\\r\\n\"\n"
			    "  waits \"ok def\\r\\n\"\n"
			    "  closes\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:7",
		.guest = "alice",
	},
	{
		.name = "chat",
		.program = "chatd",
		.scenario = "scenario 1\n"
			    "limit 12h\n" /* longer than 100 time-outs: then it is a stall */
			    "host server runs %s --port 6667\n"
			    "peer alice\n"
			    "  connects server:6667\n"
			    "  sends \"alice\\n\"\n"
			    "  waits \"* bob joined\\n\"\n"
			    "  sends \"hello\\nall\\n\"\n"
			    "  waits \"* bob left\\n\"\n"
			    "  shuts\n"
			    "  waits end\n"
			    "peer bob\n"
			    "  connects server:6667\n"
			    "  waits until alice received contains \"* alice joined\\n\"\n"
			    "  sends \"bob\\n\"\n"
			    "  waits \"<alice> all\\n\"\n"
			    "  sends \"gone\\n\"\n"
			    "  shuts\n"
			    "  waits end\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:6667",
		.guest = "alice",
		.unordered = true,
	},
	{
		.name = "talk",
		.program = "sweep_talk",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 7\n"
			    "peer alice\n"
			    "  connects server:7\n"
			    "  sends \"why and how, and that was the question\"\n"
			    "  shuts\n"
			    "  waits end\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:7",
		.guest = "alice",
	},
	{
		.name = "mail sink",
		.program = "smtpd",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 25 --size 200\n"
			    "peer alice\n"
			    "  connects server:25\n"
			    "  waits \"220 \"\n"
			    "  sends \"HELO a\\r\\nMAIL FROM:<a@a>\\r\\nRCPT "
			    "TO:<b@b>\\r\\nDATA\\r\\n\"\n"
			    "  waits \"354 \"\n"
			    "  sends \"..\\r\\nx\\r\\n.\\r\\nQUIT\\r\\n\"\n"
			    "  waits end\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:25",
		.guest = "alice",
	},
	{
		.name = "sender that closes when sent",
		.program = "bulk",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 80 --bytes 20000\n"
			    "  buffers 8KiB\n"
			    "peer alice\n"
			    "  connects server:80\n"
			    "  sends \"GET\\n\"\n"
			    "  waits end\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:80",
		.guest = "alice",
	},
	{
		.name = "timer",
		.program = "heartbeat",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 7 --every 1s\n"
			    "peer alice\n"
			    "  connects server:7\n"
			    "  waits \"beat\\nbeat\\n\"\n"
			    "  closes\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:7",
		.guest = "alice",
	},
	{
		.name = "pair of hosts",
		.program = "echo",
		.scenario = "scenario 1\n"
			    "host server runs %s --port 7\n"
			    "host client runs echo_client $server 7 hello --times 2\n"
			    "link client server delay 15ms\n",
		.host = "server",
		.ends = "server:*",
		.listener = "server:7",
		.guest = "client",
	},
	{
		.name = "pipe",
		.program = "sweep_pump",
		.scenario = "scenario 1\nhost server runs %s\n",
		.host = "server",
	},
};

const size_t sim_case_count = COUNT(sim_cases);
