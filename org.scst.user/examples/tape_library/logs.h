/* What a drive counts, and what it warns of: LOG SENSE. Used with the drive's lock held. */
#ifndef LOGS_H
#define LOGS_H

#include "cartridge.h"

#include <scst_user.h>

/* Flags of TapeAlert (SSC-4), those that can be true of a virtual drive. */
enum {
	HARD_ERROR = 0x03, READ_FAILURE = 0x05, WRITE_FAILURE = 0x06, WRITE_PROTECT = 0x09, REMOVAL_IS_PREVENTED = 0x0A, UNSUPPORTED_FORMAT = 0x0C,
	LOADING_FAILURE = 0x37,
};

struct logs {
	uint64_t received, written, read, sent; /* bytes of blocks since the process began: by WRITE, to the medium, from it, by READ */
	uint64_t alerts;                        /* flag n is bit n - 1; until they are told, or another cartridge is loaded */
};

void logs_alert(struct logs *logs, int flag);

/* What a command's sense data has to say of the medium or the drive. */
void logs_note(struct logs *logs, const struct scst_user_command *command);

/* LOG SENSE. cartridge: NULL when none is loaded */
void logs_sense(struct logs *logs, const struct cartridge *cartridge, struct scst_user_command *command);

#endif
