/* VERIFY: what is on the tape is read, and compared with what the initiator has sent where it wants that. */
#ifndef VERIFY_H
#define VERIFY_H

#include "drive.h"

/* VERIFY(6). With the lock held and a cartridge loaded. */
void verify_blocks(struct drive *drive, struct scst_user_command *command);

#endif
