/* Cartridges of the virtual tape library. See cartridge.h. */
#define _GNU_SOURCE
#include "cartridge.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FIRST_RECORD = 4096, BLOCK = 1, FILEMARK = 2 };

struct file_header {
	char magic[8];
	uint32_t version, zero;
	uint64_t capacity, early_warning;
	uint32_t checksum; /* of what is before it */
};

struct record_header {
	uint32_t magic, type, length, data_checksum;
	uint64_t number, run;
	uint32_t previous; /* checksum of the header before this one */
	uint32_t zeroes[6];
	uint32_t checksum; /* of what is before it */
};

_Static_assert(sizeof(struct record_header) == 64, "a record's header");

static const char MAGIC[8] = { 'S', 'C', 'S', 'T', 'T', 'A', 'P', 'E' };
static const uint32_t RECORD = 0x44524352; /* "RCRD" */
static const uint32_t VERSION = 1;

/* CRC-32C, which a table of 8 bits reckons. */
static uint32_t checksum(const void *data, size_t length)
{
	static uint32_t table[256];
	const uint8_t *byte = data;
	uint32_t sum = ~0u;

	if (table[1] == 0)
		for (uint32_t i = 256; i-- > 0;) { /* table[1] last: who sees it sees all */
			uint32_t value = i;

			for (int bit = 0; bit < 8; bit++)
				value = value & 1 ? value >> 1 ^ 0x82F63B78 : value >> 1;
			__atomic_store_n(&table[i], value, __ATOMIC_RELEASE);
		}
	while (length-- > 0)
		sum = sum >> 8 ^ table[(sum ^ *byte++) & 0xFF];
	return ~sum;
}

static int read_whole(int file, void *data, size_t length, uint64_t place)
{
	char *at = data;

	while (length > 0) {
		ssize_t part = pread(file, at, length, (off_t)place);

		if (part < 0 && errno == EINTR)
			continue;
		if (part <= 0)
			return part < 0 ? -errno : -ENODATA;
		at += part;
		place += (uint64_t)part;
		length -= (size_t)part;
	}
	return 0;
}

/* Writes a header and data behind it. */
static int write_whole(int file, const void *header, size_t header_length, const void *data, size_t length, uint64_t place)
{
	size_t done = 0, all = header_length + length;

	while (done < all) {
		size_t in_data = done > header_length ? done - header_length : 0;
		struct iovec parts[2] = {
			{ (char *)(uintptr_t)header + done, done < header_length ? header_length - done : 0 },
			{ (char *)(uintptr_t)data + in_data, length - in_data },
		};
		int first = done < header_length ? 0 : 1;
		ssize_t part = pwritev(file, parts + first, 2 - first, (off_t)(place + done));

		if (part < 0 && errno == EINTR)
			continue;
		if (part <= 0)
			return part < 0 ? -errno : -ENOSPC;
		done += (size_t)part;
	}
	return 0;
}

int cartridge_make(const char *path, uint64_t capacity)
{
	struct file_header header = { .version = VERSION, .capacity = capacity, .early_warning = capacity - capacity / 16 };
	char block[FIRST_RECORD] = { 0 }, temporary[4096];
	int file, result;

	memcpy(header.magic, MAGIC, sizeof MAGIC);
	header.checksum = checksum(&header, offsetof(struct file_header, checksum));
	memcpy(block, &header, sizeof header);
	if (access(path, F_OK) == 0)
		return -EEXIST;
	if ((size_t)snprintf(temporary, sizeof temporary, "%s.new", path) >= sizeof temporary)
		return -ENAMETOOLONG;
	file = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0)
		return -errno;
	result = write_whole(file, block, sizeof block, NULL, 0, 0);
	if (result == 0 && (fsync(file) < 0 || rename(temporary, path) < 0))
		result = -errno;
	close(file);
	return result;
}

static int add(struct cartridge *cartridge, uint64_t place, const struct record_header *header)
{
	struct record *record;

	if (cartridge->count == cartridge->room) {
		uint64_t room = cartridge->room ? 2 * cartridge->room : 1024;
		struct record *more = realloc(cartridge->records, room * sizeof *more);

		if (!more)
			return -ENOMEM;
		cartridge->records = more;
		cartridge->room = room;
	}
	record = &cartridge->records[cartridge->count];
	record->place = place;
	record->length = header->length;
	record->checksum = header->checksum;
	record->filemark = header->type == FILEMARK;
	record->filemarks = 0;
	if (cartridge->count > 0)
		record->filemarks = record[-1].filemarks + (record[-1].filemark ? 1 : 0);
	cartridge->count++;
	return 0;
}

static int fits(const struct record_header *header, uint64_t number, uint32_t previous)
{
	return header->magic == RECORD && header->checksum == checksum(header, offsetof(struct record_header, checksum))
		&& header->number == number && header->previous == previous
		&& ((header->type == BLOCK && header->length > 0 && header->length <= LONGEST_BLOCK)
			|| (header->type == FILEMARK && header->length == 0));
}

/* The checksum that the next record refers to. */
static uint32_t last_checksum(const struct cartridge *cartridge)
{
	return cartridge->count > 0 ? cartridge->records[cartridge->count - 1].checksum : RECORD;
}

static int data_whole(struct cartridge *cartridge, const struct record *record, char *data)
{
	struct record_header header;

	return read_whole(cartridge->file, &header, sizeof header, record->place) == 0
		&& read_whole(cartridge->file, data, record->length, record->place + sizeof header) == 0
		&& checksum(data, record->length) == header.data_checksum;
}

/* What came after the last filemark was perhaps never durable: a loss of power has kept some of it, and not the rest. */
static int verify_tail(struct cartridge *cartridge)
{
	uint64_t first = cartridge->count;
	char *data = malloc(LONGEST_BLOCK);

	if (!data)
		return -ENOMEM;
	while (first > 0 && !cartridge->records[first - 1].filemark)
		first--;
	for (; first < cartridge->count; first++)
		if (!data_whole(cartridge, &cartridge->records[first], data)) {
			cartridge->count = first;
			cartridge->end = cartridge->records[first].place;
		}
	free(data);
	return 0;
}

static int find_records(struct cartridge *cartridge)
{
	struct record_header header;
	struct stat status;

	if (fstat(cartridge->file, &status) < 0)
		return -errno;
	cartridge->end = FIRST_RECORD;
	while (read_whole(cartridge->file, &header, sizeof header, cartridge->end) == 0
			&& fits(&header, cartridge->count, last_checksum(cartridge))
			&& cartridge->end + sizeof header + header.length <= (uint64_t)status.st_size) {
		int result = add(cartridge, cartridge->end, &header);

		if (result < 0)
			return result;
		cartridge->end += sizeof header + header.length;
	}
	return verify_tail(cartridge);
}

int cartridge_open(struct cartridge *cartridge, const char *path)
{
	struct file_header header;
	struct stat status;
	int result;

	memset(cartridge, 0, sizeof *cartridge);
	cartridge->file = open(path, O_RDWR | O_CLOEXEC);
	if (cartridge->file < 0 && (errno == EACCES || errno == EROFS)) {
		cartridge->write_protected = 1;
		cartridge->file = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (cartridge->file < 0)
		return -errno;
	result = read_whole(cartridge->file, &header, sizeof header, 0);
	if (result == 0 && (memcmp(header.magic, MAGIC, sizeof MAGIC) != 0 || header.version != VERSION
			|| header.checksum != checksum(&header, offsetof(struct file_header, checksum))))
		result = -EILSEQ;
	cartridge->capacity = header.capacity;
	cartridge->early_warning = header.early_warning;
	if (result == 0)
		result = find_records(cartridge);
	/* By its mode, though whoever runs this may be allowed to write nevertheless. */
	if (result == 0 && fstat(cartridge->file, &status) == 0 && !(status.st_mode & S_IWUSR))
		cartridge->write_protected = 1;
	if (result < 0) {
		free(cartridge->records);
		close(cartridge->file);
		cartridge->file = -1;
	}
	return result == -ENODATA ? -EILSEQ : result;
}

int cartridge_sync(struct cartridge *cartridge)
{
	if (cartridge->written && fdatasync(cartridge->file) < 0)
		return -errno;
	cartridge->written = 0;
	return 0;
}

int cartridge_close(struct cartridge *cartridge)
{
	int result = cartridge_sync(cartridge);

	close(cartridge->file);
	free(cartridge->records);
	cartridge->records = NULL;
	cartridge->file = -1;
	return result;
}

int cartridge_cut(struct cartridge *cartridge)
{
	uint64_t end = cartridge->position < cartridge->count ? cartridge->records[cartridge->position].place : cartridge->end;

	cartridge->goes_on = 0;
	if (ftruncate(cartridge->file, (off_t)end) < 0)
		return -errno;
	cartridge->written = 1;
	cartridge->count = cartridge->position;
	cartridge->end = end;
	return 0;
}

/* Another run of writes begins: at the end of the tape, which is the end of the file from now on. */
static int begin_run(struct cartridge *cartridge)
{
	int result = cartridge_cut(cartridge);

	if (result < 0)
		return result;
	if (getrandom(&cartridge->run, sizeof cartridge->run, 0) != sizeof cartridge->run)
		return -EIO;
	cartridge->goes_on = 1;
	return 0;
}

int cartridge_write(struct cartridge *cartridge, const void *data, uint32_t length)
{
	struct record_header header = {
		.magic = RECORD, .type = data ? BLOCK : FILEMARK, .length = length, .number = cartridge->position,
	};
	int result = 0;

	if (!cartridge->goes_on || cartridge->position != cartridge->count)
		result = begin_run(cartridge);
	if (result < 0)
		return result;
	header.run = cartridge->run;
	header.previous = last_checksum(cartridge);
	header.data_checksum = data ? checksum(data, length) : 0;
	header.checksum = checksum(&header, offsetof(struct record_header, checksum));
	result = write_whole(cartridge->file, &header, sizeof header, data, length, cartridge->end);
	if (result == 0)
		result = add(cartridge, cartridge->end, &header);
	if (result < 0) {
		cartridge->goes_on = 0; /* what is there of it is cut off before anything else is written */
		return result;
	}
	cartridge->written = 1;
	cartridge->end += sizeof header + length;
	cartridge->position = cartridge->count;
	return 0;
}

int cartridge_read(struct cartridge *cartridge, void *data, uint32_t length)
{
	const struct record *record = cartridge_next(cartridge);
	struct record_header header;
	char *whole = length < record->length ? malloc(record->length) : data;
	int result = -ENOMEM;

	if (whole) {
		result = read_whole(cartridge->file, &header, sizeof header, record->place);
		if (result == 0)
			result = read_whole(cartridge->file, whole, record->length, record->place + sizeof header);
		if (result == 0 && (header.checksum != record->checksum || header.data_checksum != checksum(whole, record->length)))
			result = -EIO;
	}
	if (whole && whole != data) {
		memcpy(data, whole, length);
		free(whole);
	}
	return result == 0 ? 0 : -EIO;
}

const struct record *cartridge_next(const struct cartridge *cartridge)
{
	return cartridge->position < cartridge->count ? &cartridge->records[cartridge->position] : NULL;
}

uint32_t cartridge_filemarks(const struct cartridge *cartridge)
{
	const struct record *before;

	if (cartridge->position == 0)
		return 0;
	before = &cartridge->records[cartridge->position - 1];
	return before->filemarks + (before->filemark ? 1 : 0);
}

uint64_t cartridge_used(const struct cartridge *cartridge, uint64_t number)
{
	return (number < cartridge->count ? cartridge->records[number].place : cartridge->end) - FIRST_RECORD;
}

/* Of the file, which is cut off at the position by the write. */
static uint64_t used(const struct cartridge *cartridge)
{
	return cartridge_used(cartridge, cartridge->position);
}

int cartridge_fits(const struct cartridge *cartridge, uint32_t length)
{
	return used(cartridge) + sizeof(struct record_header) + length <= cartridge->capacity;
}

int cartridge_ends_soon(const struct cartridge *cartridge)
{
	return used(cartridge) >= cartridge->early_warning;
}
