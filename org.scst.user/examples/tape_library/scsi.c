/* See scsi.h. */
#include "scsi.h"

#include <string.h>

enum { MODE_SENSE_6 = 0x1A, MODE_SELECT_6 = 0x15, DESCRIPTOR = 8, ALL_PAGES = 0x3F, LONGEST_LIST = 4096 };

void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

void put24(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 16);
	put16(at + 1, value);
}

void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

void put64(uint8_t *at, uint64_t value)
{
	put32(at, (uint32_t)(value >> 32));
	put32(at + 4, (uint32_t)value);
}

void check(struct scst_user_command *command, int key, int additional)
{
	command->status = 0x02;
	memset(command->sense, 0, 18);
	command->sense[0] = 0x70;
	command->sense[2] = (uint8_t)key;
	command->sense[7] = 10;
	put16(command->sense + 12, (uint32_t)additional);
	command->sense_length = 18;
}

void check_with(struct scst_user_command *command, int key, int additional, int64_t information)
{
	check(command, key, additional);
	command->sense[0] |= 0x80;
	put32(command->sense + 3, (uint32_t)information);
}

void answer(struct scst_user_command *command, const void *data, uint32_t length)
{
	command->moved = length < command->length ? length : command->length;
	memcpy(command->data, data, command->moved);
}

void mode_sense(struct scst_user_command *command, const struct mode_pages *pages, uint8_t specific, const uint8_t *descriptor)
{
	int brief = command->cdb[0] == MODE_SENSE_6, control = command->cdb[2] >> 6, wanted = command->cdb[2] & 0x3F, found = 0;
	uint8_t list[1024] = { 0 };
	uint32_t header = brief ? 4 : 8, length = header;

	if (control == 3) {
		check(command, ILLEGAL_REQUEST, SAVING_NOT_SUPPORTED);
		return;
	}
	list[brief ? 2 : 3] = specific;
	if (descriptor && !(command->cdb[1] & 0x08)) { /* DBD */
		list[brief ? 3 : 7] = DESCRIPTOR;
		memcpy(list + length, descriptor, DESCRIPTOR);
		length += DESCRIPTOR;
	}
	for (unsigned i = 0; i < pages->count; i++) {
		const uint8_t *page = pages->pages[i];

		if (wanted != ALL_PAGES && wanted != page[0])
			continue;
		found = 1;
		if (control == 1) /* changeable values: none */
			memcpy(list + length, page, 2);
		else
			memcpy(list + length, page, 2u + page[1]);
		length += 2u + page[1];
	}
	/* Page 0 asks for header and descriptor alone, as tools do. */
	if ((!found && wanted != 0) || (command->cdb[3] != 0 && command->cdb[3] != 0xFF)) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	if (brief)
		list[0] = (uint8_t)(length - 1);
	else
		put16(list, length - 2);
	answer(command, list, length);
}

/* Whether a page is there as it came. */
static int unchanged(const struct mode_pages *pages, const uint8_t *page)
{
	for (unsigned i = 0; i < pages->count; i++)
		if (pages->pages[i][0] == (page[0] & 0x3F))
			return pages->pages[i][1] == page[1] && memcmp(pages->pages[i] + 2, page + 2, page[1]) == 0;
	return 0;
}

int mode_select(struct scst_user_command *command, const struct mode_pages *pages, const uint8_t **descriptor)
{
	static _Thread_local uint8_t list[LONGEST_LIST];
	int brief = command->cdb[0] == MODE_SELECT_6;
	uint32_t header = brief ? 4 : 8, length = command->length, at, descriptors;

	*descriptor = NULL;
	if (command->cdb[1] & 0x01 || length > sizeof list) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return 0;
	}
	if (length == 0)
		return 1;
	memcpy(list, command->data, length);
	descriptors = length < header ? 0 : brief ? list[3] : get16(list + 6);
	if (length < header + descriptors) {
		check(command, ILLEGAL_REQUEST, LIST_LENGTH_ERROR);
		return 0;
	}
	at = header + descriptors;
	while (length - at >= 2 && length - at >= 2u + list[at + 1] && unchanged(pages, list + at))
		at += 2u + list[at + 1];
	if (at != length || (descriptors != 0 && descriptors != DESCRIPTOR)) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_LIST);
		return 0;
	}
	if (descriptors)
		*descriptor = list + header;
	return 1;
}
