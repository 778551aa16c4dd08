/*
 * The medium changer of the virtual tape library (SMC), and its elements: folders in the library's folder, slot-001 and on, drive-0 and on, each
 * of which holds one cartridge at most, a file with the cartridge's volume tag for a name. To move a cartridge is to rename its file: what a
 * crash leaves is where it was, or where it was to go. While two change places one of them is in the folder transport; what a crash has left
 * there goes into an empty slot.
 */
#ifndef CHANGER_H
#define CHANGER_H

#include "drive.h"

enum { MOST_DRIVES = 8, MOST_SLOTS = 999, LONGEST_TAG = 32 };

struct element {
	char folder[4000];
	char tag[LONGEST_TAG + 1]; /* of the cartridge, empty without one */
	int source;                /* slot that a drive's or the transport's cartridge came from, 0 and on; -1 when nobody knows */
	struct drive *drive;       /* NULL of a slot */
};

/* Used by the changer's one queue alone, but for the drives, which have a lock. */
struct changer {
	struct element slots[MOST_SLOTS], drives[MOST_DRIVES], transport;
	unsigned slot_count, drive_count;
};

/* Finds the elements of a folder and what is in them; drives are inserted what they hold. Returns 0 or a negative error number. */
int changer_open(struct changer *changer, const char *folder, struct drive *drives);

void changer_describe(struct changer *changer, struct scst_user_device *device);

#endif
