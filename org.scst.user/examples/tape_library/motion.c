/* See motion.h. Positions are numbers of records, blocks and filemarks alike. */
#include "motion.h"
#include "scsi.h"

#include <string.h>

enum { SPACE_6 = 0x11, LOCATE_10 = 0x2B };

void motion_stopped(struct cartridge *cartridge, struct scst_user_command *command, int64_t left)
{
	if (cartridge_next(cartridge)) {
		cartridge->position++;
		check_with(command, NO_SENSE | FILEMARK_BIT, FILEMARK_DETECTED, left);
	} else {
		check_with(command, BLANK_CHECK, END_OF_DATA_DETECTED, left);
	}
}

/* What was written is durable before the tape moves away from it. */
static int settle(struct cartridge *cartridge, struct scst_user_command *command)
{
	cartridge->goes_on = 0;
	if (cartridge_sync(cartridge) == 0)
		return 1;
	check(command, MEDIUM_ERROR, WRITE_FAILED);
	return 0;
}

void motion_rewind(struct cartridge *cartridge, struct scst_user_command *command)
{
	if (settle(cartridge, command))
		cartridge->position = 0;
}

static void forward(struct cartridge *cartridge, struct scst_user_command *command, int filemarks, int64_t count)
{
	while (count > 0) {
		const struct record *record = cartridge_next(cartridge);

		if (!record || (record->filemark && !filemarks)) {
			motion_stopped(cartridge, command, count);
			return;
		}
		cartridge->position++;
		if (record->filemark == filemarks)
			count--;
	}
}

static void backward(struct cartridge *cartridge, struct scst_user_command *command, int filemarks, int64_t count)
{
	while (count > 0) {
		const struct record *record;

		if (cartridge->position == 0) {
			check_with(command, NO_SENSE | EOM_BIT, BEGINNING_DETECTED, count);
			return;
		}
		record = &cartridge->records[--cartridge->position];
		if (record->filemark && !filemarks) {
			check_with(command, NO_SENSE | FILEMARK_BIT, FILEMARK_DETECTED, count);
			return;
		}
		if (record->filemark == filemarks)
			count--;
	}
}

/*
 * So many filemarks one after the other, none of which were found before the end of data or the beginning: INFORMATION says so. Behind the
 * last of them, backward before the first.
 */
static void in_a_row(struct cartridge *cartridge, struct scst_user_command *command, int64_t count)
{
	uint64_t wanted = count < 0 ? -(uint64_t)count : (uint64_t)count, row = 0;

	while (row < wanted) {
		const struct record *record;

		if (count > 0 ? !cartridge_next(cartridge) : cartridge->position == 0) {
			if (count > 0)
				motion_stopped(cartridge, command, (int64_t)wanted);
			else
				check_with(command, NO_SENSE | EOM_BIT, BEGINNING_DETECTED, (int64_t)wanted);
			return;
		}
		if (count > 0)
			record = &cartridge->records[cartridge->position++];
		else
			record = &cartridge->records[--cartridge->position];
		row = record->filemark ? row + 1 : 0;
	}
}

void motion_space(struct cartridge *cartridge, struct scst_user_command *command)
{
	int code = command->cdb[1] & 0x0F, brief = command->cdb[0] == SPACE_6;
	int64_t count = brief ? (int32_t)(get24(command->cdb + 2) << 8) >> 8 : (int64_t)get64(command->cdb + 4);

	if (code > 3) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	if (!settle(cartridge, command))
		return;
	if (code == 3)
		cartridge->position = cartridge->count;
	else if (code == 2)
		in_a_row(cartridge, command, count);
	else if (count > 0)
		forward(cartridge, command, code, count);
	else
		backward(cartridge, command, code, count == INT64_MIN ? INT64_MAX : -count);
}

static void to_record(struct cartridge *cartridge, struct scst_user_command *command, uint64_t number)
{
	cartridge->position = number < cartridge->count ? number : cartridge->count;
	if (number > cartridge->count)
		check(command, BLANK_CHECK, END_OF_DATA_DETECTED);
}

/* Behind so many filemarks. */
static void to_file(struct cartridge *cartridge, struct scst_user_command *command, uint64_t number)
{
	uint64_t low = 0, high = cartridge->count;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (cartridge->records[middle].filemarks < number)
			low = middle + 1;
		else
			high = middle;
	}
	cartridge->position = low;
	if (cartridge_filemarks(cartridge) < number)
		check(command, BLANK_CHECK, END_OF_DATA_DETECTED);
}

void motion_locate(struct cartridge *cartridge, struct scst_user_command *command)
{
	int brief = command->cdb[0] == LOCATE_10, to = brief ? 0 : command->cdb[1] >> 3 & 3;
	uint64_t number = brief ? get32(command->cdb + 3) : get64(command->cdb + 4);
	int another_partition = command->cdb[1] & 0x02 && command->cdb[brief ? 8 : 3] != 0;

	if (another_partition || to == 2) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	if (!settle(cartridge, command))
		return;
	if (to == 0)
		to_record(cartridge, command, number);
	else if (to == 1)
		to_file(cartridge, command, number);
	else
		cartridge->position = cartridge->count;
}

static void short_form(const struct cartridge *cartridge, struct scst_user_command *command, int flags)
{
	uint8_t data[20] = { 0 };

	if (cartridge->position > UINT32_MAX) {
		data[0] = (uint8_t)(flags | 0x02); /* PERR: the long form says it */
	} else {
		data[0] = (uint8_t)flags;
		put32(data + 4, (uint32_t)cartridge->position);
		put32(data + 8, (uint32_t)cartridge->position);
	}
	answer(command, data, sizeof data);
}

static void long_form(const struct cartridge *cartridge, struct scst_user_command *command, int flags)
{
	uint8_t data[32] = { 0 };

	data[0] = (uint8_t)flags;
	put64(data + 8, cartridge->position);
	put64(data + 16, cartridge_filemarks(cartridge));
	answer(command, data, sizeof data);
}

void motion_position(struct cartridge *cartridge, struct scst_user_command *command)
{
	int flags = (cartridge->position == 0 ? 0x80 : 0) | (cartridge_ends_soon(cartridge) ? 0x40 : 0); /* BOP, EOP */

	switch (command->cdb[1] & 0x1F) {
	case 0x00:
	case 0x01: short_form(cartridge, command, flags); return;
	case 0x06: long_form(cartridge, command, flags); return;
	default: check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB); return;
	}
}
