/*
 * cartridge: whether a cartridge of the virtual tape library (org.scst.user/examples/tape_library) says of a file that a crash or a fault has left
 *   what was on the tape, and nothing else. One line PASS or FAIL for each check.
 * usage: cartridge FOLDER
 */
#include <cartridge.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCKS = 5, LENGTH = 1000, CAPACITY = 1 << 20, HEADER = 64, RECORD = HEADER + LENGTH, FIRST = 4096 };

static char path[4000], copy[4096];
static int failed;

static void verdict(int good, const char *what)
{
	printf("%s %s\n", good ? "PASS" : "FAIL", what);
	failed |= !good;
}

static void fill(char *data, int number, int generation)
{
	memset(data, 'a' + number + 10 * generation, LENGTH);
}

/* Writes blocks from the position on, then a filemark. */
static int write_blocks(struct cartridge *cartridge, int first, int count, int generation)
{
	char data[LENGTH];
	int result = 0;

	for (int i = 0; i < count && result == 0; i++) {
		fill(data, first + i, generation);
		result = cartridge_write(cartridge, data, LENGTH);
	}
	return result == 0 ? cartridge_write(cartridge, NULL, 0) : result;
}

static int make(struct cartridge *cartridge, int generation)
{
	unlink(path);
	return cartridge_make(path, CAPACITY) == 0 && cartridge_open(cartridge, path) == 0
		&& write_blocks(cartridge, 0, BLOCKS, generation) == 0;
}

/* So many blocks are there as they were written, and then the end or a filemark. */
static int holds(struct cartridge *cartridge, int count, int generation)
{
	char data[LENGTH], expected[LENGTH];

	cartridge->position = 0;
	for (int i = 0; i < count; i++, cartridge->position++) {
		fill(expected, i, generation);
		if (!cartridge_next(cartridge) || cartridge_next(cartridge)->length != LENGTH || cartridge_read(cartridge, data, LENGTH) < 0
				|| memcmp(data, expected, LENGTH) != 0)
			return 0;
	}
	return !cartridge_next(cartridge) || cartridge_next(cartridge)->filemark;
}

static void copy_file(const char *from, const char *to)
{
	static char bytes[CAPACITY];
	int source = open(from, O_RDONLY), target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t length = read(source, bytes, sizeof bytes);

	if (length < 0 || write(target, bytes, (size_t)length) != length)
		exit(2);
	close(source);
	close(target);
}

static void cut_anywhere(void)
{
	struct cartridge cartridge;
	int good = make(&cartridge, 0) && cartridge_close(&cartridge) == 0;

	for (off_t length = FIRST; good && length < FIRST + BLOCKS * RECORD + HEADER; length += 37) {
		copy_file(path, copy);
		good = truncate(copy, length) == 0 && cartridge_open(&cartridge, copy) == 0
			&& cartridge.count == (uint64_t)(length - FIRST) / RECORD && holds(&cartridge, (int)cartridge.count, 0);
		if (good)
			cartridge_close(&cartridge);
	}
	verdict(good, "a file that is cut anywhere holds the blocks before that");
}

static void damaged_data(void)
{
	struct cartridge cartridge;
	char data[LENGTH];
	int good = make(&cartridge, 0), file = open(path, O_WRONLY);

	good = good && pwrite(file, "x", 1, FIRST + 2 * RECORD + HEADER + 10) == 1;
	close(file);
	cartridge.position = 2;
	good = good && cartridge_read(&cartridge, data, LENGTH) == -EIO;
	cartridge.position = 3;
	good = good && cartridge_read(&cartridge, data, LENGTH) == 0;
	cartridge_close(&cartridge);
	verdict(good, "a damaged block is an error, and those behind it are not");
}

static void damaged_header(void)
{
	struct cartridge cartridge;
	int good = make(&cartridge, 0) && cartridge_close(&cartridge) == 0, file = open(path, O_WRONLY);

	good = good && pwrite(file, "x", 1, FIRST + 3 * RECORD + 20) == 1 && cartridge_open(&cartridge, path) == 0
		&& cartridge.count == 3 && holds(&cartridge, 3, 0);
	close(file);
	cartridge_close(&cartridge);
	verdict(good, "behind a header that is damaged there is nothing");
}

/* The same blocks at the same places as before, and what a loss of power may have kept of the earlier run behind them. */
static void earlier_run(void)
{
	struct cartridge cartridge;
	int good = make(&cartridge, 0) && cartridge_close(&cartridge) == 0, old, new;
	char tail[RECORD];

	copy_file(path, copy);
	good = good && cartridge_open(&cartridge, path) == 0;
	for (int i = 0; good && i < 2; i++) {
		char data[LENGTH];

		fill(data, i, 0);
		good = cartridge_write(&cartridge, data, LENGTH) == 0;
	}
	cartridge_close(&cartridge);
	old = open(copy, O_RDONLY);
	new = open(path, O_WRONLY);
	for (int i = 2; good && i < BLOCKS; i++)
		good = pread(old, tail, RECORD, FIRST + i * RECORD) == RECORD && pwrite(new, tail, RECORD, FIRST + i * RECORD) == RECORD;
	close(old);
	close(new);
	good = good && cartridge_open(&cartridge, path) == 0 && cartridge.count == 2 && holds(&cartridge, 2, 0);
	cartridge_close(&cartridge);
	verdict(good, "blocks of an earlier run of writes do not come back");
}

/* What came after the last filemark has its header and not its data. */
static void torn_tail(void)
{
	struct cartridge cartridge;
	int good = make(&cartridge, 0) && write_blocks(&cartridge, 0, 3, 1) == 0, file;

	cartridge.position = cartridge.count - 1;
	good = good && cartridge_cut(&cartridge) == 0 && cartridge_close(&cartridge) == 0;
	file = open(path, O_WRONLY);
	good = good && pwrite(file, "\0\0\0\0", 4, FIRST + BLOCKS * RECORD + HEADER + RECORD + HEADER) == 4
		&& cartridge_open(&cartridge, path) == 0 && cartridge.count == BLOCKS + 1 + 1 && holds(&cartridge, BLOCKS, 0);
	close(file);
	cartridge_close(&cartridge);
	verdict(good, "of what was never made durable nothing is kept from the first block on that is not whole");
}

static void other_files(void)
{
	struct cartridge cartridge;
	int file = open(copy, O_WRONLY | O_CREAT | O_TRUNC, 0600), good = cartridge_open(&cartridge, copy) == -EILSEQ;

	good = good && write(file, "no cartridge, but as long as its header is", 40) == 40 && cartridge_open(&cartridge, copy) == -EILSEQ;
	close(file);
	good = good && cartridge_make(copy, CAPACITY) == -EEXIST;
	verdict(good, "a file that is none is not used, and not written over");
}

int main(int count, char **arguments)
{
	if (count != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
		return 2;
	}
	snprintf(path, sizeof path, "%s/cartridge", arguments[1]);
	snprintf(copy, sizeof copy, "%s/copy", arguments[1]);
	cut_anywhere();
	damaged_data();
	damaged_header();
	earlier_run();
	torn_tail();
	other_files();
	unlink(path);
	unlink(copy);
	return failed;
}
