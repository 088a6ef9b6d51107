/* SPDX-License-Identifier: MIT
 *
 * C: epoll, and rows of A and B that need it. */
#include "row.h"

const struct row rows_epoll[] = {
	{.id = "A19",
	 .claim = "a refusal is one edge",
	 .setup = "epoll(e)",
	 .expect = "ctl(e,ADD,c,IN|OUT|RDHUP|ET)→0; epoll_wait(e)→c:OUT|HUP; "
		   "connect(c,DEAD)→EINPROGRESS; epoll_wait(e)→c:IN|OUT|RDHUP|ERR|HUP; "
		   "epoll_wait(e)→none"},
	{.id = "A20",
	 .claim = "a connect that succeeds is one edge",
	 .setup = "epoll(e); listener(l)",
	 .expect = "ctl(e,ADD,c,IN|OUT|RDHUP|ET)→0; epoll_wait(e)→c:OUT|HUP; "
		   "connect(c,L)→EINPROGRESS; epoll_wait(e)→c:OUT; epoll_wait(e)→none"},
	{.id = "B20b",
	 .claim = "an epoll is readable when one of those it watches is ready",
	 .setup = "epoll(e); pair(c,s); socket(x); close(x)",
	 .expect = "ctl(e,ADD,x,IN)→EBADF; epoll_wait(e,0)→EINVAL; epoll_wait(c)→EINVAL; "
		   "poll(e)→0; ctl(e,ADD,s,IN)→0; poll(e)→0; send(c,1)→1; poll(e)→IN"},
	{.id = "C01",
	 .claim = "level-triggered: reported for as long as it is ready",
	 .setup = "epoll(e); pair(c,s)",
	 .expect = "ctl(e,ADD,s,IN)→0; epoll_wait(e)→none; send(c,3)→3; epoll_wait(e)→s:IN; "
		   "epoll_wait(e)→s:IN; recv(s,1)→1 'a'; epoll_wait(e)→s:IN; recv(s,8)→2 'bc'; "
		   "epoll_wait(e)→none"},
	{.id = "C02",
	 .claim = "edge-triggered: every arrival is an edge, reading is none",
	 .setup = "epoll(e); pair(c,s)",
	 .expect = "ctl(e,ADD,s,IN|ET)→0; send(c,3)→3; epoll_wait(e)→s:IN; epoll_wait(e)→none; "
		   "recv(s,1)→1 'a'; epoll_wait(e)→none; send(c,3)→3; epoll_wait(e)→s:IN; "
		   "epoll_wait(e)→none; recv(s,8)→5 'bcdef'; recv(s,8)→EAGAIN; "
		   "epoll_wait(e)→none; shutdown(c,WR)→0; epoll_wait(e)→s:IN; "
		   "epoll_wait(e)→none"},
	{.id = "C03",
	 .claim = "an edge tells all that is ready, and an acknowledgement is none",
	 .setup = "epoll(e); pair(c,s)",
	 .expect = "ctl(e,ADD,s,IN|OUT|ET)→0; epoll_wait(e)→s:OUT; epoll_wait(e)→none; "
		   "send(c,3)→3; epoll_wait(e)→s:IN|OUT; epoll_wait(e)→none; send(s,3)→3; "
		   "epoll_wait(e)→none; recv(c,8)→3 'def'; epoll_wait(e)→none"},
	{.id = "C04",
	 .claim = "one-shot: silent until it is modified",
	 .setup = "epoll(e); pair(c,s)",
	 .expect = "ctl(e,ADD,s,IN|ONESHOT)→0; send(c,3)→3; epoll_wait(e)→s:IN; "
		   "epoll_wait(e)→none; send(c,3)→3; epoll_wait(e)→none; "
		   "ctl(e,MOD,s,IN|ONESHOT)→0; epoll_wait(e)→s:IN; close(c)→0; "
		   "epoll_wait(e)→none; ctl(e,MOD,s,ONESHOT)→0; epoll_wait(e)→none"},
	{.id = "C05",
	 .claim = "RDHUP alone can be asked for, HUP comes unasked",
	 .setup = "epoll(e); pair(c,s); ctl(e,ADD,s,RDHUP)",
	 .expect = "epoll_wait(e)→none; shutdown(c,WR)→0; epoll_wait(e)→s:RDHUP; "
		   "shutdown(s,WR)→0; epoll_wait(e)→s:RDHUP|HUP; close(c)[SO_LINGER 0]→0; "
		   "epoll_wait(e)→s:RDHUP|HUP"},
	{.id = "C06",
	 .claim = "a file that is closed is watched no more",
	 .setup = "epoll(e); pair(c,s); ctl(e,ADD,s,IN|OUT)",
	 .expect = "send(c,3)→3; epoll_wait(e)→s:IN|OUT; close(s)→0; epoll_wait(e)→none; "
		   "ctl(e,DEL,s)→EBADF"},
	{.id = "C07",
	 .claim = "a duplicate keeps the file watched, and nobody can take it out",
	 .setup = "epoll(e); pair(c,s); ctl(e,ADD,s,IN)",
	 .expect = "send(c,3)→3; epoll_wait(e)→s:IN; dup(s,d); close(s)→0; epoll_wait(e)→s:IN; "
		   "recv(d,8)→3 'abc'; epoll_wait(e)→none; ctl(e,DEL,s)→EBADF; close(d)→0; "
		   "epoll_wait(e)→none"},
	{.id = "C08",
	 .claim = "a file is watched once for each of its numbers",
	 .setup = "epoll(e); pair(c,s)",
	 .expect = "ctl(e,ADD,s,IN)→0; ctl(e,ADD,s,IN)→EEXIST; ctl(e,MOD,c,IN)→ENOENT; "
		   "ctl(e,DEL,c)→ENOENT; dup(s,d); ctl(e,ADD,d,IN)→0; send(c,2)→2; "
		   "epoll_wait(e)→d:IN,s:IN; open(f,/f,RDWR|CREAT); ctl(e,ADD,f,IN)→EPERM; "
		   "ctl(e,ADD,e,IN)→EINVAL"},
	{.id = "C09",
	 .claim = "HUP comes though nothing is asked for",
	 .setup = "epoll(e); ctl(e,ADD,c,IN|OUT|RDHUP)",
	 .expect = "epoll_wait(e)→c:OUT|HUP; ctl(e,MOD,c,events=0); epoll_wait(e)→c:HUP"},
	{.id = "C10",
	 .claim = "a reset is one edge, and taking its error is none",
	 .setup = "epoll(e); pair(c,s); ctl(e,ADD,s,IN|OUT|RDHUP|ET)",
	 .expect = "epoll_wait(e)→s:OUT; close(c)[SO_LINGER 0]→0; "
		   "epoll_wait(e)→s:IN|OUT|RDHUP|ERR|HUP; epoll_wait(e)→none; "
		   "SO_ERROR(s)→ECONNRESET; epoll_wait(e)→none; "
		   "ctl(e,MOD,s,IN|OUT|RDHUP|ET)→0; epoll_wait(e)→s:IN|OUT|RDHUP|HUP"},
	{.id = "C11",
	 .claim = "what is ready when it is added or modified is an edge",
	 .setup = "epoll(e); pair(c,s)",
	 .expect = "send(c,3)→3; ctl(e,ADD,s,IN|ET)→0; epoll_wait(e)→s:IN; epoll_wait(e)→none; "
		   "ctl(e,MOD,s,IN|ET)→0; epoll_wait(e)→s:IN; epoll_wait(e)→none"},
	{.id = "C12",
	 .claim = "who was woken first is reported first, and who was reported goes to the end",
	 .setup = "epoll(e); pair(c0,s0); pair(c1,s1); pair(c2,s2); ctl(e,ADD,s0,IN); "
		  "ctl(e,ADD,s1,IN); ctl(e,ADD,s2,IN)",
	 .expect = "send(c2,1)→1; send(c1,1)→1; send(c0,1)→1; epoll_wait(e)→s2:IN,s1:IN,s0:IN; "
		   "epoll_wait(e)→s2:IN,s1:IN,s0:IN; recv(s2,1)→1 'a'; "
		   "epoll_wait(e)→s1:IN,s0:IN; epoll_wait(e,1)→s1:IN; epoll_wait(e,1)→s0:IN; "
		   "epoll_wait(e,1)→s1:IN; epoll_wait(e,1)→s0:IN"},
	{.id = "C13",
	 .claim = "a listener has an edge for each connection",
	 .setup = "epoll(e); listener(l); ctl(e,ADD,l,IN|ET); connect(c,L)",
	 .expect = "epoll_wait(e)→l:IN; connect(d,L); epoll_wait(e)→l:IN; epoll_wait(e)→none; "
		   "accept(l,s)→0; epoll_wait(e)→none"},
	{.id = "C14",
	 .claim = "room after none is an edge",
	 .setup = "epoll(e); pair(c,s); buffers(c,8192); buffers(s,8192); ctl(e,ADD,c,OUT|ET); "
		  "epoll_wait(e)",
	 .expect = "fill(c,1000)→EAGAIN; epoll_wait(e)→none; drain(s)→all; epoll_wait(e)→c:OUT; "
		   "epoll_wait(e)→none"},
	{.id = NULL},
};
