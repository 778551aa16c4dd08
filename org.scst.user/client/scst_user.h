/*
 * A process that serves a device of an SCST platform: the C client of the protocol in PROTOCOL.md, version 1.0, block mode.
 *
 * Link scst_user.c into the program; nothing else is needed but POSIX threads. Fill in struct scst_user_device, and call
 * scst_user_serve(): it connects, registers, and calls the functions of the device until the connection ends.
 */
#ifndef SCST_USER_H
#define SCST_USER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Features of a device, to be added up. */
#define SCST_USER_READ_ONLY 1           /* the medium cannot be written */
#define SCST_USER_UNMAPS 2              /* unmap() gives storage back */
#define SCST_USER_UNMAPPED_READS_ZERO 4 /* and what it gave back reads as zeroes */
#define SCST_USER_ZEROES 8              /* zero() is there */
#define SCST_USER_ROTATES 16            /* the medium rotates */
#define SCST_USER_EXTENTS 32            /* extent() is there */

/* How a function of the device ended. */
#define SCST_USER_OK 0
#define SCST_USER_MEDIUM_ERROR 1 /* a block cannot be read or written; which one, *error_offset says */
#define SCST_USER_FULL 2         /* no room for a write */
#define SCST_USER_WRITES_LOST 3  /* writes that were answered may be lost: the platform takes no more of them */

/*
 * A device. Its functions are called by the thread of each queue, so by as many at a time as there are queues. These threads are the
 * client's own and have SIGPIPE blocked, the others keep what the program has made of that signal. Each function returns one of
 * the values above. Offsets and lengths are bytes, whole blocks within the capacity. Data is the platform's memory, borrowed for the
 * length of the call: an initiator's data lies in it, or goes from it to the initiator, without a copy.
 */
struct scst_user_device {
	const char *name;     /* as in the platform's file org.scst.user-NAME.cfg; 63 bytes at most */
	const char *medium;   /* what is stored: who comes back with the same text has every write it ever answered; 127 bytes at most */
	const char *program;  /* for people; 63 bytes at most */
	uint64_t capacity;    /* bytes, a number of blocks */
	uint32_t block_length;          /* bytes, a power of two, 512 to 65536 */
	uint32_t physical_block_length; /* bytes, or 0 for block_length */
	uint32_t unmap_granularity;     /* bytes, or 0 for block_length */
	uint64_t features;
	unsigned queues;  /* threads, 1 to 16 */
	unsigned entries; /* commands of a queue, a power of two, 8 to 1024 */
	void *context;    /* handed to the functions */

	int (*read)(void *context, uint64_t offset, void *data, uint32_t length, uint64_t *error_offset);
	/* durable: it must outlive a loss of power when this returns */
	int (*write)(void *context, uint64_t offset, const void *data, uint32_t length, int durable, uint64_t *error_offset);
	int (*flush)(void *context);
	int (*unmap)(void *context, uint64_t offset, uint64_t length); /* NULL without SCST_USER_UNMAPS */
	int (*zero)(void *context, uint64_t offset, uint64_t length);  /* NULL without SCST_USER_ZEROES */
	/*
	 * How far from offset on, length bytes at most, storage stands behind the medium throughout (*mapped is 1) or nowhere (0): *bytes,
	 * a number of blocks above 0. NULL without SCST_USER_EXTENTS.
	 */
	int (*extent)(void *context, uint64_t offset, uint64_t length, uint64_t *bytes, int *mapped);

	/* The connection of the device, for scst_user_capacity(); -1 when it has ended. May be NULL. */
	void (*told_connection)(void *context, int connection);
	/* What the platform says to people, while the registration waits and when the connection ends; may be NULL. */
	void (*told)(void *context, const char *text);
};

#define SCST_USER_ENDED 1   /* the connection has ended: serve again to come back */
#define SCST_USER_REFUSED 2 /* the registration is wrong, told() says why: to repeat it does not help */

/*
 * Serves a device until the connection ends.
 *
 * Returns SCST_USER_ENDED, SCST_USER_REFUSED, or a negative error number when the platform cannot be reached.
 */
int scst_user_serve(const char *socket_path, const struct scst_user_device *device);

/*
 * Tells the platform that the medium has another capacity; initiators are told. For another thread than the one in
 * scst_user_serve(), while that serves the device.
 *
 * connection: as told_connection() gave it. Returns 0 or a negative error number.
 */
int scst_user_capacity(int connection, uint64_t bytes);

#ifdef __cplusplus
}
#endif
#endif
