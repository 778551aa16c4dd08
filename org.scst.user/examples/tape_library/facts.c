/* See facts.h. */
#include "facts.h"
#include "scsi.h"

#include <string.h>

enum { MEDIA = 1, MEDIUM_TYPE = 2, WRITABLE = 0x80, DEFAULT_DENSITY = 0x20, MEGABYTE = 1000000 };

void facts_block_limits(struct scst_user_command *command)
{
	uint8_t limits[6] = { 0 };

	put24(limits + 1, LONGEST_BLOCK);
	put16(limits + 4, 1);
	answer(command, limits, sizeof limits);
}

/* How many tracks of what width a file has nobody knows; its capacity is that of the cartridge in the drive, 0 without one. */
void facts_densities(const struct drive *drive, struct scst_user_command *command)
{
	uint8_t list[4 + 52] = { 0 }, *density = list + 4;

	if (command->cdb[1] & MEDIUM_TYPE) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	if (command->cdb[1] & MEDIA && !drive->loaded) {
		check(command, NOT_READY, NO_MEDIUM);
		return;
	}
	put16(list, sizeof list - 2);
	density[0] = density[1] = DENSITY;
	density[2] = WRITABLE | DEFAULT_DENSITY;
	put32(density + 12, drive->loaded ? (uint32_t)(drive->cartridge.capacity / MEGABYTE) : 0);
	memcpy(density + 16, "SCST_USR", 8);
	memcpy(density + 24, "VIRTUAL ", 8);
	memcpy(density + 32, "A file              ", 20);
	answer(command, list, sizeof list);
}

void facts_vital_product_data(struct scst_user_command *command)
{
	static const uint8_t pages[] = { 1, 0x00, 0, 2, 0x00, 0xB0 }, capabilities[] = { 1, 0xB0, 0, 2, 0, 0 };

	if (command->cdb[1] == 1 && command->cdb[2] == 0x00)
		answer(command, pages, sizeof pages);
	else if (command->cdb[1] == 1 && command->cdb[2] == 0xB0)
		answer(command, capabilities, sizeof capabilities);
	else
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
}
