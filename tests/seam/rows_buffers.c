/* SPDX-License-Identifier: MIT
 *
 * M: full buffers.  Numbers of bytes are no part of the contract. */
#include "row.h"

#define COUNTS "how many bytes fit"
#define SMALL  "buffers(l,8192); buffers(c,8192); listener(l); connect(c,L); accept(l,s)"

const struct row rows_buffers[] = {
	{.id = "M01",
	 .claim = "the kernel doubles the sizes it is told, and has a least one",
	 .setup = "",
	 .expect = "buffers(c,0)→0; get(c,SNDBUF)→4608; get(c,RCVBUF)→2304; buffers(c,1000)→0; "
		   "get(c,SNDBUF)→4608; get(c,RCVBUF)→2304; buffers(c,2304)→0; get(c,SNDBUF)→4608; "
		   "get(c,RCVBUF)→4608; buffers(c,4608)→0; get(c,SNDBUF)→9216; get(c,RCVBUF)→9216; "
		   "buffers(c,65536)→0; get(c,SNDBUF)→131072; get(c,RCVBUF)→131072",
	 .without = "defaults and the largest size, settings of the machine"},
	{.id = "M02",
	 .claim = "small sends fill small buffers, and reading makes room",
	 .setup = SMALL,
	 .expect = "fill(c,1000)→EAGAIN; poll(c)→0; select(c)→-; drain_until_writable(s,c)→yes; "
		   "drain(s)→all; recv(s,8)→EAGAIN; poll(c)→OUT; select(c)→w",
	 .without = COUNTS},
	{.id = "M03",
	 .claim = "large sends fill small buffers",
	 .setup = SMALL,
	 .expect = "fill(c,100000)→EAGAIN; poll(c)→0; drain_until_writable(s,c)→yes; drain(s)→all; "
		   "recv(s,8)→EAGAIN; poll(c)→OUT",
	 .without = COUNTS},
	{.id = "M04",
	 .claim = "medium sends fill medium buffers",
	 .setup = "buffers(l,65536); buffers(c,65536); listener(l); connect(c,L); accept(l,s)",
	 .expect = "fill(c,4096)→EAGAIN; poll(c)→0; drain_until_writable(s,c)→yes; drain(s)→all; "
		   "recv(s,8)→EAGAIN; poll(c)→OUT",
	 .without = COUNTS},
	{.id = "M05",
	 .claim = "the buffers one gets are finite",
	 .setup = "pair(c,s)",
	 .expect = "fill(c,65536)→EAGAIN; poll(c)→0; drain(s)→all; recv(s,8)→EAGAIN; poll(c)→OUT",
	 .without = COUNTS},
	{.id = "M06",
	 .claim = "the smallest buffers hold something",
	 .setup = "buffers(l,1); buffers(c,1); listener(l); connect(c,L); accept(l,s)",
	 .expect = "fill(c,100)→EAGAIN; poll(c)→0; drain_until_writable(s,c)→yes; drain(s)→all; "
		   "recv(s,8)→EAGAIN; poll(c)→OUT",
	 .without = COUNTS},
	{.id = "M08",
	 .claim = "a reset ends a full buffer",
	 .setup = "pair(c,s)",
	 .expect = "fill(c,65536)→EAGAIN; poll(c)→0; close(s)[SO_LINGER 0]→0; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; send(c,1)→ECONNRESET"},
	{.id = "M09",
	 .claim = "a full buffer is drained after both have shut down",
	 .setup = "pair(c,s)",
	 .expect = "fill(c,65536)→EAGAIN; poll(c)→0; shutdown(s,WR)→0; recv(c,4)→0; "
		   "shutdown(c,WR)→0; poll(c)→IN|OUT|RDHUP|HUP; drain(s)→all; "
		   "recv(s,4)→0",
	 .without = "whether the peer's end makes room: that depends on counts"},
	{.id = "M10",
	 .claim = "the first send to who has closed is taken whole, however large",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; send(s,200000)→200000; send(s,1)→EPIPE ⚡"},
	{.id = NULL},
};
