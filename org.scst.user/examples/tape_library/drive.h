/*
 * A tape drive of the virtual tape library: a sequential-access device (SSC). One partition, blocks of 1 byte to 1 MiB, of variable or of fixed
 * length, no compression.
 */
#ifndef DRIVE_H
#define DRIVE_H

#include "cartridge.h"
#include "logs.h"

#include <pthread.h>
#include <scst_user.h>

struct drive {
	pthread_mutex_t lock; /* of all that follows; the changer comes in by it as well */
	struct cartridge cartridge;
	char path[4096];      /* of the cartridge that is in it, empty without one */
	int loaded;           /* it can be used */
	int broken;           /* it is none, or cannot be read */
	int removal_prevented;
	int changed;          /* additional sense code of a unit attention condition: the next command is told it, and by the platform every other initiator */
	struct logs logs;
	uint32_t block_length; /* blocks that FIXED counts; 0: any length, and FIXED is not allowed */
	struct scst_user_device *device; /* what is registered of it */
};

void drive_prepare(struct drive *drive);

/* A cartridge has been put into it. With the lock held. Initiators are told: there is a next command before anybody writes. */
void drive_insert(struct drive *drive, const char *path);

/* Lets go of the cartridge, durable, so that it can be taken out. With the lock held. Returns 0, or a negative error number when it stays. */
int drive_release(struct drive *drive);

/*
 * Whether so much data has come, or has room, as the CDB says. The length in force may be another one by now than when the platform reckoned
 * it: then the command is answered so that it is sent again.
 */
int drive_measured(const struct drive *drive, struct scst_user_command *command);

/* Fills in what concerns commands. */
void drive_describe(struct drive *drive, struct scst_user_device *device);

#endif
