/* SPDX-License-Identifier: MIT
 *
 * K: pipes. */
#include "row.h"

const struct row rows_pipe[] = {
	{.id = "K01",
	 .claim = "the end of a pipe is a hang-up, behind what was written",
	 .setup = "pipe(r,w)",
	 .expect =
		 "poll(r)→0; select(r)→-; poll(w)→OUT; select(w)→w; read(r,4)→EAGAIN; "
		 "write(w,3)→3; poll(r)→IN; select(r)→r; read(r,0)→0; read(r,2)→2 'ab'; close(w); "
		 "poll(r)→IN|HUP; select(r)→r; read(r,4)→1 'c'; read(r,4)→0; poll(r)→HUP; "
		 "select(r)→r"},
	{.id = "K02",
	 .claim = "a pipe nobody reads breaks",
	 .setup = "pipe(r,w); close(r)",
	 .expect = "poll(w)→OUT|ERR; select(w)→rw; write(w,1)→EPIPE; write(w,0)→0; "
		   "write(w,1)→EPIPE",
	 .without = "the signal, which write of the seam spares"},
	{.id = "K03",
	 .claim = "what nobody has read is lost without a word",
	 .setup = "pipe(r,w)",
	 .expect = "write(w,3)→3; close(r); poll(w)→OUT|ERR; select(w)→rw; write(w,1)→EPIPE",
	 .without = "the signal, which write of the seam spares"},
	{.id = "K04",
	 .claim = "a pipe has room again when a page of it is free",
	 .setup = "pipe(r,w)",
	 .expect = "write(w,100000)→65536; poll(w)→0; write(w,1)→EAGAIN; read(r,1)→1 'a'; "
		   "poll(w)→0; write(w,1)→EAGAIN; skip(r,4094)→4094; poll(w)→0; skip(r,1)→1; "
		   "poll(w)→OUT; write(w,5000)→4096; write(w,4096)→EAGAIN",
	 .without = "F_GETPIPE_SZ"},
	{.id = "K06",
	 .claim = "small writes share a page, and a page not filled is not room",
	 .setup = "pipe(r,w); write(w,17)",
	 .expect = "write(w,60000)→60000; write(w,5536)→4096; write(w,5536)→EAGAIN; poll(w)→0",
	 .without = "FIONREAD"},
	{.id = "K08",
	 .claim = "an end has one direction, and a duplicate keeps it open",
	 .setup = "pipe(r,w); dup(w,d)",
	 .expect = "read(w,1)→EBADF; write(r,1)→EBADF; recv(r,1)→ENOTSOCK; close(w)→0; poll(r)→0; "
		   "close(d)→0; poll(r)→HUP",
	 .without = "lseek"},
	{.id = "K10",
	 .claim = "every write is an edge",
	 .setup = "pipe(r,w); epoll(e); ctl(e,ADD,r,IN|ET)",
	 .expect = "write(w,2)→2; epoll_wait(e)→r:IN; read(r,1)→1 'a'; write(w,2)→2; "
		   "epoll_wait(e)→r:IN; epoll_wait(e)→none; close(w)→0; epoll_wait(e)→r:IN|HUP"},
	{.id = NULL},
};
