/*
 * A cartridge of the virtual tape library: one file, which is a header of 4 KiB and then records in a row, each a header of 64 bytes and, of a
 * block, its data. All numbers are little-endian.
 *
 * What is written follows what was written before: a record carries the checksum of the header before it, and a number that is
 * another one for each run of writes. So a record that an earlier run has left behind is never taken for one of this run, whatever of
 * the file a crash has kept; the tape ends where the next record does not fit.
 */
#ifndef CARTRIDGE_H
#define CARTRIDGE_H

#include <stdint.h>
#include <sys/types.h>

#define LONGEST_BLOCK (1 << 20)

struct record {
	uint64_t place;     /* in the file */
	uint32_t length;    /* of a block; 0 of a filemark */
	uint32_t checksum;  /* of its header */
	uint32_t filemarks; /* before it */
	int filemark;
};

/* Not thread-safe: whoever has it uses it alone. */
struct cartridge {
	int file;
	int write_protected;
	uint64_t capacity;      /* bytes that records may take up */
	uint64_t early_warning; /* from so many bytes on writing is told that the end comes near */
	struct record *records; /* all there are, in order */
	uint64_t count, room;
	uint64_t end;           /* of the last record in the file */
	uint64_t position;      /* number of the record that comes next */
	uint64_t run;
	int written;            /* since it was made durable */
	int goes_on;            /* the last thing done was to write at the end */
};

/* Makes an empty one; it is there as a whole or not at all. Returns 0 or a negative error number. */
int cartridge_make(const char *path, uint64_t capacity);

/* Opens one and finds what is on it. Returns 0 or a negative error number, -EILSEQ for a file that is none. */
int cartridge_open(struct cartridge *cartridge, const char *path);

/* Makes everything durable and lets go. */
int cartridge_close(struct cartridge *cartridge);

/*
 * Writes a block at the position, or a filemark when data is NULL: whatever was there and behind it is gone. Returns 0 or a negative
 * error number, with the tape as it was before but for what came behind the position.
 */
int cartridge_write(struct cartridge *cartridge, const void *data, uint32_t length);

/* Reads from the block at the position as much as length says, and leaves the position. Returns 0, or -EIO when it is damaged. */
int cartridge_read(struct cartridge *cartridge, void *data, uint32_t length);

/* Whatever is at the position and behind it is gone. */
int cartridge_cut(struct cartridge *cartridge);

int cartridge_sync(struct cartridge *cartridge);

/* The record that comes next, NULL at the end of data. */
const struct record *cartridge_next(const struct cartridge *cartridge);

/* Filemarks before the position. */
uint32_t cartridge_filemarks(const struct cartridge *cartridge);

/* Bytes that the records before a number take up. */
uint64_t cartridge_used(const struct cartridge *cartridge, uint64_t number);

/* Whether a record with so many bytes of data more would be within the capacity; and whether the end is near. */
int cartridge_fits(const struct cartridge *cartridge, uint32_t length);
int cartridge_ends_soon(const struct cartridge *cartridge);

#endif
