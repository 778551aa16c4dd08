/*
 * A process that serves a device of an SCST platform: the C client of the protocol in PROTOCOL.md, version 1.2, both modes.
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
#define SCST_USER_REMOVABLE 64          /* the medium can be removed; in full mode alone, and there besides only SCST_USER_READ_ONLY */
#define SCST_USER_TELLS_PAGES 128       /* and this: command() is asked INQUIRY for pages of vital product data when the device opens */

/* Modes. */
#define SCST_USER_BLOCK 1 /* the functions of blocks are called */
#define SCST_USER_FULL 2  /* command() is called */

/* How a function of the device ended. */
#define SCST_USER_OK 0
#define SCST_USER_MEDIUM_ERROR 1 /* a block cannot be read or written; which one, *error_offset says */
#define SCST_USER_FULL 2         /* no room for a write */
#define SCST_USER_WRITES_LOST 3  /* writes that were answered may be lost: the platform takes no more of them */

#define SCST_USER_LONGEST_SENSE 96

/*
 * A command in full mode. What the process answers it writes into the second half, which is GOOD without data at first. A transfer of
 * logical blocks (peripheral types 0, 4, 5, 7 and 14) above 256 KiB comes in several calls with the same CDB, one after the other:
 * offset says where this one's data belongs, more that another follows if this one ends GOOD.
 */
struct scst_user_command {
	uint8_t cdb[64];
	unsigned cdb_length;
	void *data;          /* length bytes; the platform's memory, borrowed for the length of the call */
	uint32_t length;
	int from_initiator;  /* whether data has come, else length bytes may go to the initiator */
	int more;
	uint64_t offset;
	uint64_t transfer_length; /* of the whole command */
	const void *word;         /* the client's, for scst_user_aborted() */
	uint64_t id;

	uint8_t status;        /* GOOD 00h, CHECK CONDITION 02h, CONDITION MET 04h, BUSY 08h, RESERVATION CONFLICT 18h, TASK SET FULL 28h */
	unsigned sense_length; /* with CHECK CONDITION */
	uint8_t sense[SCST_USER_LONGEST_SENSE];
	uint32_t moved;        /* bytes of data that go to the initiator */
	int with_data;         /* they go although the status is CHECK CONDITION */
	int64_t block_length;  /* of a tape: blocks that FIXED counts have this length from now on, 0 for none; below 0 as before */
};

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
	int mode;         /* 0 for SCST_USER_BLOCK */

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

	/*
	 * Full mode. Strings are ASCII. The block length and the capacity above may be 0; what belongs to block mode is not used.
	 *
	 * operation_codes: those that come to command(); the platform answers all others. REQUEST SENSE, INQUIRY, REPORT LUNS, reservations
	 * of both sorts and third-party copies are always the platform's.
	 * instance: another number whenever what initiators have told the device (modes, a position) is forgotten: they are told of a power
	 * on; 0 when it never is.
	 */
	int peripheral_type;
	const uint8_t *operation_codes;
	unsigned operation_code_count;
	const char *vendor;   /* 8 characters at most */
	const char *product;  /* 16 */
	const char *revision; /* 4 */
	const char *serial;   /* 32, or NULL for the platform's */
	uint64_t instance;
	uint32_t block_length_in_force;   /* of a tape, when it begins to serve */
	const uint8_t *control_mode_page; /* 12 bytes, as MODE SENSE gives it; NULL for the platform's */
	void (*command)(void *context, struct scst_user_command *command);
	/* Every initiator is told that the logical unit was reset; only block_length is looked at. May be NULL. flush() is called, too. */
	void (*reset)(void *context, struct scst_user_command *command);

	/*
	 * Initiators do not wait for some of the commands that are processed now any more: scst_user_aborted() says for which. Called by the
	 * thread in scst_user_serve(), for who sleeps in command() and has to be woken. May be NULL.
	 */
	void (*aborted)(void *context);

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

/*
 * In full mode: tells every initiator of a unit attention condition, as 28h, 00h (the medium may have changed). As scst_user_capacity(), and
 * for the functions of the device, too; those of another device as well.
 */
int scst_user_attention(int connection, uint8_t asc, uint8_t ascq);

/*
 * Whether nobody waits for a command any more: the initiator has aborted it, was lost, or was answered since it took too long. It may be ended
 * early; how it ends nobody is told. Costs a look into memory; on any thread while command() runs. One that was aborted before its turn came is
 * not given to command().
 */
int scst_user_aborted(const struct scst_user_command *command);

#ifdef __cplusplus
}
#endif
#endif
