/* See verify.h. */
#include "verify.h"
#include "motion.h"
#include "scsi.h"

#include <string.h>

enum { FIXED = 1, BYTE_COMPARE = 2 };

/* One block; whether it is as it should be. left: what INFORMATION says is not verified; expected: NULL when nothing is to be compared */
static int verify_one(struct drive *drive, struct scst_user_command *command, uint32_t length, const void *expected, uint32_t left)
{
	static _Thread_local char data[LONGEST_BLOCK];
	const struct record *record = cartridge_next(&drive->cartridge);

	if (!record || record->filemark) {
		motion_stopped(&drive->cartridge, command, left);
		return 0;
	}
	if (cartridge_read(&drive->cartridge, data, record->length) < 0) {
		check_with(command, MEDIUM_ERROR, READ_FAILED, left);
		return 0;
	}
	drive->cartridge.position++;
	if (record->length != length)
		check_with(command, NO_SENSE | ILI_BIT, NOTHING_MORE, command->cdb[1] & FIXED ? left : (int64_t)length - record->length);
	else if (expected && memcmp(data, expected, length) != 0)
		check_with(command, MISCOMPARE, MISCOMPARE_DURING_VERIFY, left);
	return command->status == 0;
}

void verify_blocks(struct drive *drive, struct scst_user_command *command)
{
	int fixed = command->cdb[1] & FIXED, compares = command->cdb[1] & BYTE_COMPARE;
	uint32_t number = get24(command->cdb + 2), length = fixed ? drive->block_length : number, blocks = fixed ? number : 1;

	/* IMMED: no error could be told once status has been given. The others ask for more than blocks, to the end of data for example. */
	if (command->cdb[1] & ~(FIXED | BYTE_COMPARE)) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	if (number == 0)
		return;
	if (length == 0) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	if (compares && !drive_measured(drive, command))
		return;
	for (uint32_t i = 0; i < blocks; i++) {
		const char *expected = compares ? (const char *)command->data + (size_t)i * length : NULL;

		if (scst_user_aborted(command)) {
			command->status = 0x08; /* nobody is told */
			return;
		}
		if (!verify_one(drive, command, length, expected, fixed ? blocks - i : length))
			return;
	}
}
