/* Moving on a tape: REWIND, SPACE, LOCATE, READ POSITION, and what stops a read. */
#ifndef MOTION_H
#define MOTION_H

#include "cartridge.h"

#include <scst_user.h>

void motion_rewind(struct cartridge *cartridge, struct scst_user_command *command);
void motion_space(struct cartridge *cartridge, struct scst_user_command *command);
void motion_locate(struct cartridge *cartridge, struct scst_user_command *command);
void motion_position(struct cartridge *cartridge, struct scst_user_command *command);

/* What comes next is no block: a filemark, which is passed, or the end of data. left: what INFORMATION says was not done. */
void motion_stopped(struct cartridge *cartridge, struct scst_user_command *command, int64_t left);

#endif
