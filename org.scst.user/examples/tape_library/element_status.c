/* See element_status.h. */
#include "element_status.h"
#include "scsi.h"

#include <string.h>

enum { TRANSPORT_TYPE = 1, SLOT_TYPE = 2, DRIVE_TYPE = 4 };
enum { HEADER = 8, PAGE_HEADER = 8, DESCRIPTOR = 12, TAG_FIELD = 36, IDENTIFIER = 4 };
enum { FULL = 0x01, ACCESSIBLE = 0x08, SOURCE_VALID = 0x80, TAGS_THERE = 0x80 };

struct report {
	uint8_t data[HEADER + 3 * PAGE_HEADER + (1 + MOST_DRIVES + MOST_SLOTS) * (DESCRIPTOR + TAG_FIELD + IDENTIFIER)];
	uint32_t length, first, count;
	uint32_t from, most; /* as the CDB asks */
	int type, tags;
};

static void add(struct report *report, uint32_t address, const struct element *element)
{
	uint8_t *at = report->data + report->length;

	put16(at, address);
	/* A transport is not asked whether it reaches itself. */
	at[2] = (uint8_t)((address == TRANSPORT ? 0 : ACCESSIBLE) | (element->tag[0] ? FULL : 0));
	if (element->tag[0] && element->source >= 0) {
		at[9] = SOURCE_VALID;
		put16(at + 10, FIRST_SLOT + (uint32_t)element->source);
	}
	at += DESCRIPTOR;
	if (report->tags) {
		if (element->tag[0]) {
			memset(at, ' ', LONGEST_TAG);
			memcpy(at, element->tag, strlen(element->tag));
		}
		at += TAG_FIELD;
	}
	at += IDENTIFIER; /* none is told */
	report->length = (uint32_t)(at - report->data);
	if (report->count++ == 0)
		report->first = address;
}

/* The elements of one type, as many as are asked for; nothing of those of which none is. */
static void page(struct report *report, int type, uint32_t first, uint32_t count, const struct element *elements)
{
	uint8_t *header = report->data + report->length;
	uint32_t begin = report->length + PAGE_HEADER, descriptor = DESCRIPTOR + (report->tags ? TAG_FIELD : 0) + IDENTIFIER;

	if (report->type != 0 && report->type != type)
		return;
	report->length = begin;
	for (uint32_t i = 0; i < count && report->count < report->most; i++)
		if (first + i >= report->from)
			add(report, first + i, &elements[i]);
	if (report->length == begin) {
		report->length -= PAGE_HEADER;
		return;
	}
	header[0] = (uint8_t)type;
	header[1] = report->tags ? TAGS_THERE : 0;
	put16(header + 2, descriptor);
	put24(header + 5, report->length - begin);
}

void element_status(struct changer *changer, struct scst_user_command *command)
{
	static struct report report; /* the changer has one queue */
	const uint8_t *cdb = command->cdb;

	memset(&report, 0, sizeof report);
	report.length = HEADER;
	report.type = cdb[1] & 0x0F;
	report.tags = (cdb[1] & 0x10) != 0;
	report.from = get16(cdb + 2);
	report.most = get16(cdb + 4);
	if (report.type > DRIVE_TYPE) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	page(&report, TRANSPORT_TYPE, TRANSPORT, 1, &changer->transport);
	page(&report, DRIVE_TYPE, FIRST_DRIVE, changer->drive_count, changer->drives);
	page(&report, SLOT_TYPE, FIRST_SLOT, changer->slot_count, changer->slots);
	put16(report.data, report.first);
	put16(report.data + 2, report.count);
	put24(report.data + 5, report.length - HEADER);
	answer(command, report.data, report.length);
}
