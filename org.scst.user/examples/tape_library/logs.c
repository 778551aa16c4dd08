/* See logs.h. */
#include "logs.h"
#include "scsi.h"

#include <string.h>

enum { SUPPORTED_PAGES = 0x00, SEQUENTIAL_ACCESS_DEVICE = 0x0C, TAPE_ALERT = 0x2E };
enum { DISABLE_SAVE = 0x80, CUMULATIVE = 1, ALERTS = 64, MEGABYTE = 1000000 };
/* Parameter control bytes: nothing is saved; a number that counts, one that does not. */
enum { COUNTER = 0x40, LIST = 0x43 };

static const uint8_t PAGES[] = { SUPPORTED_PAGES, SEQUENTIAL_ACCESS_DEVICE, TAPE_ALERT };

struct page {
	uint8_t data[512];
	uint32_t length, first; /* parameters from this code on */
};

void logs_alert(struct logs *logs, int flag)
{
	logs->alerts |= 1ULL << (flag - 1);
}

void logs_note(struct logs *logs, const struct scst_user_command *command)
{
	if (command->status != 0x02)
		return;
	switch (get16(command->sense + 12)) {
	case READ_FAILED:
		logs_alert(logs, HARD_ERROR);
		logs_alert(logs, READ_FAILURE);
		break;
	case WRITE_FAILED:
		logs_alert(logs, HARD_ERROR);
		logs_alert(logs, WRITE_FAILURE);
		break;
	case IS_WRITE_PROTECTED: logs_alert(logs, WRITE_PROTECT); break;
	case REMOVAL_PREVENTED: logs_alert(logs, REMOVAL_IS_PREVENTED); break;
	default: break;
	}
}

static void add(struct page *page, uint32_t code, int control, uint64_t value, uint32_t length)
{
	uint8_t *at = page->data + page->length, number[8];

	if (code < page->first)
		return;
	put16(at, code);
	at[2] = (uint8_t)control;
	at[3] = (uint8_t)length;
	put64(number, value);
	memcpy(at + 4, number + sizeof number - length, length);
	page->length += 4 + length;
}

/* Capacities of a medium that is there alone; a virtual drive is never to be cleaned. */
static void sequential_access_device(struct page *page, const struct logs *logs, const struct cartridge *cartridge)
{
	add(page, 0, COUNTER, logs->received, 8);
	add(page, 1, COUNTER, logs->written, 8);
	add(page, 2, COUNTER, logs->read, 8);
	add(page, 3, COUNTER, logs->sent, 8);
	if (!cartridge)
		return;
	add(page, 4, LIST, cartridge_used(cartridge, cartridge->count) / MEGABYTE, 8);
	add(page, 5, LIST, cartridge->early_warning / MEGABYTE, 8);
	add(page, 6, LIST, (cartridge->capacity - cartridge->early_warning) / MEGABYTE, 8);
	add(page, 7, LIST, cartridge_used(cartridge, cartridge->position) / MEGABYTE, 8);
}

static void tape_alert(struct page *page, const struct logs *logs)
{
	for (uint32_t flag = 1; flag <= ALERTS; flag++)
		add(page, flag, LIST, logs->alerts >> (flag - 1) & 1, 1);
}

static int fill(struct page *page, int code, const struct logs *logs, const struct cartridge *cartridge)
{
	switch (code) {
	case SUPPORTED_PAGES:
		memcpy(page->data + page->length, PAGES, sizeof PAGES);
		page->length += sizeof PAGES;
		return page->first == 0;
	case SEQUENTIAL_ACCESS_DEVICE:
		page->data[0] |= DISABLE_SAVE;
		sequential_access_device(page, logs, cartridge);
		break;
	case TAPE_ALERT:
		page->data[0] |= DISABLE_SAVE;
		tape_alert(page, logs);
		break;
	default: return 0;
	}
	return page->length > 4 || page->first == 0;
}

/* Nothing is saved, there are no thresholds and no subpages. */
void logs_sense(struct logs *logs, const struct cartridge *cartridge, struct scst_user_command *command)
{
	const uint8_t *cdb = command->cdb;
	struct page page = { .length = 4, .first = get16(cdb + 5) };
	int code = cdb[2] & 0x3F;

	page.data[0] = (uint8_t)code;
	if (cdb[1] & 3 || cdb[2] >> 6 != CUMULATIVE || cdb[3] || !fill(&page, code, logs, cartridge)) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	put16(page.data + 2, page.length - 4);
	answer(command, page.data, page.length);
	/* What was told is told. */
	if (code == TAPE_ALERT && page.first <= 1 && command->moved == page.length)
		logs->alerts = 0;
}
