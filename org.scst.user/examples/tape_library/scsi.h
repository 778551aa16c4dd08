/* What the devices of the virtual tape library have in common: numbers in CDBs and pages, sense data, data for the initiator. */
#ifndef SCSI_H
#define SCSI_H

#include <scst_user.h>
#include <stdint.h>

enum { NO_SENSE = 0, NOT_READY = 2, MEDIUM_ERROR = 3, HARDWARE_ERROR = 4, ILLEGAL_REQUEST = 5, UNIT_ATTENTION = 6, DATA_PROTECT = 7, BLANK_CHECK = 8,
	VOLUME_OVERFLOW = 13, MISCOMPARE = 14 };
/* To be added to the sense key. */
enum { FILEMARK_BIT = 0x80, EOM_BIT = 0x40, ILI_BIT = 0x20 };

/* Additional sense codes with their qualifiers. */
enum {
	NOTHING_MORE = 0x0000, FILEMARK_DETECTED = 0x0001, END_DETECTED = 0x0002, BEGINNING_DETECTED = 0x0004, END_OF_DATA_DETECTED = 0x0005,
	WRITE_FAILED = 0x0C00, READ_FAILED = 0x1100, LIST_LENGTH_ERROR = 0x1A00, INVALID_OPERATION_CODE = 0x2000, INVALID_ELEMENT = 0x2101,
	INVALID_FIELD_IN_CDB = 0x2400, INVALID_FIELD_IN_LIST = 0x2600, IS_WRITE_PROTECTED = 0x2700, MEDIUM_CHANGED = 0x2800, POWER_ON = 0x2900, FORMAT_CORRUPTED = 0x3100,
	SAVING_NOT_SUPPORTED = 0x3900, NO_MEDIUM = 0x3A00, MISCOMPARE_DURING_VERIFY = 0x1D00,
	DESTINATION_FULL = 0x3B0D, SOURCE_EMPTY = 0x3B0E, REMOVAL_PREVENTED = 0x5302,
};

static inline uint32_t get16(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }
static inline uint32_t get24(const uint8_t *at) { return get16(at) << 8 | at[2]; }
static inline uint32_t get32(const uint8_t *at) { return get16(at) << 16 | get16(at + 2); }
static inline uint64_t get64(const uint8_t *at) { return (uint64_t)get32(at) << 32 | get32(at + 4); }
void put16(uint8_t *at, uint32_t value);
void put24(uint8_t *at, uint32_t value);
void put32(uint8_t *at, uint32_t value);
void put64(uint8_t *at, uint64_t value);

/* CHECK CONDITION with a sense key, to which bits may be added, and an additional sense code. */
void check(struct scst_user_command *command, int key, int additional);

/* The same with INFORMATION, a number of 32 bits. */
void check_with(struct scst_user_command *command, int key, int additional, int64_t information);

/* As much of the data as the initiator has room for, and as was asked for. */
void answer(struct scst_user_command *command, const void *data, uint32_t length);

/* A list of mode pages, one after the other, as they are; none of them can be changed. */
struct mode_pages {
	const uint8_t *const *pages;
	unsigned count;
};

/*
 * MODE SENSE of either length.
 *
 * specific: the header's device-specific byte; descriptor: 8 bytes, or NULL for none
 */
void mode_sense(struct scst_user_command *command, const struct mode_pages *pages, uint8_t specific, const uint8_t *descriptor);

/*
 * MODE SELECT of either length: gives the block descriptor that came, 8 bytes, or NULL, once all of the list has been found right. Returns
 * whether that is so; else the command has been answered.
 */
int mode_select(struct scst_user_command *command, const struct mode_pages *pages, const uint8_t **descriptor);

#endif
