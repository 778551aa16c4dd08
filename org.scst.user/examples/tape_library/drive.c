/* See drive.h. Moving on the tape is in motion.c, VERIFY in verify.c, LOG SENSE in logs.c. */
#include "drive.h"
#include "facts.h"
#include "motion.h"
#include "scsi.h"
#include "verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	TEST_UNIT_READY = 0x00, REWIND = 0x01, READ_BLOCK_LIMITS = 0x05, READ_6 = 0x08, WRITE_6 = 0x0A, WRITE_FILEMARKS_6 = 0x10, SPACE_6 = 0x11,
	INQUIRY = 0x12, VERIFY_6 = 0x13, MODE_SELECT_6 = 0x15, ERASE_6 = 0x19, MODE_SENSE_6 = 0x1A, LOAD_UNLOAD = 0x1B, PREVENT_ALLOW_MEDIUM_REMOVAL = 0x1E, LOCATE_10 = 0x2B,
	READ_POSITION = 0x34, REPORT_DENSITY_SUPPORT = 0x44, LOG_SENSE = 0x4D, MODE_SELECT_10 = 0x55, MODE_SENSE_10 = 0x5A, SPACE_16 = 0x91, LOCATE_16 = 0x92,
};
enum { MODE_BUFFERED = 0x10, MODE_WRITE_PROTECTED = 0x80 };

static const uint8_t READ_WRITE_ERROR_RECOVERY[12] = { 0x01, 10 };
static const uint8_t DISCONNECT_RECONNECT[16] = { 0x02, 14 };
/* One task set for all, which keeps the order of commands; logging parameters are not saved (GLTSD). */
static const uint8_t CONTROL[12] = { 0x0A, 10, 0x02 };
/* No compression: neither DCE nor DCC. */
static const uint8_t DATA_COMPRESSION[16] = { 0x0F, 14 };
/* Blocks have numbers (BIS), data that was not written can be recovered by nobody, EOD is at the last write (EEG), early warning is told (SEW). */
static const uint8_t DEVICE_CONFIGURATION[16] = { 0x10, 14, [8] = 0x40, [10] = 0x18 };
static const uint8_t *const PAGES[] = {
	READ_WRITE_ERROR_RECOVERY, DISCONNECT_RECONNECT, CONTROL, DATA_COMPRESSION, DEVICE_CONFIGURATION,
};
static const struct mode_pages MODE_PAGES = { PAGES, sizeof PAGES / sizeof *PAGES };

void drive_prepare(struct drive *drive)
{
	memset(drive, 0, sizeof *drive);
	pthread_mutex_init(&drive->lock, NULL);
	drive->cartridge.file = -1;
}

static void load(struct drive *drive)
{
	int result = cartridge_open(&drive->cartridge, drive->path);

	drive->loaded = result == 0;
	drive->broken = result != 0;
	drive->logs.alerts = 0;
	if (result != 0)
		logs_alert(&drive->logs, result == -EILSEQ ? UNSUPPORTED_FORMAT : LOADING_FAILURE);
	if (result != 0)
		fprintf(stderr, "%s: %s\n", drive->path, result == -EILSEQ ? "no cartridge" : strerror(-result));
	drive->changed = MEDIUM_CHANGED;
}

void drive_insert(struct drive *drive, const char *path)
{
	snprintf(drive->path, sizeof drive->path, "%s", path);
	load(drive);
}

static int unload(struct drive *drive)
{
	int result = 0;

	if (drive->loaded)
		result = cartridge_close(&drive->cartridge);
	drive->loaded = 0;
	drive->broken = 0;
	return result;
}

int drive_release(struct drive *drive)
{
	if (drive->removal_prevented) {
		logs_alert(&drive->logs, REMOVAL_IS_PREVENTED);
		return -EBUSY;
	}
	if (unload(drive) != 0)
		fprintf(stderr, "%s: what was written last is perhaps lost\n", drive->path);
	drive->path[0] = 0;
	return 0;
}

/* Whether there is something to work with; else the command is answered. */
static int ready(struct drive *drive, struct scst_user_command *command)
{
	if (drive->broken)
		check(command, MEDIUM_ERROR, FORMAT_CORRUPTED);
	else if (!drive->loaded)
		check(command, NOT_READY, NO_MEDIUM);
	return drive->loaded;
}

static int writable(struct drive *drive, struct scst_user_command *command)
{
	if (drive->cartridge.write_protected)
		check(command, DATA_PROTECT, IS_WRITE_PROTECTED);
	return !drive->cartridge.write_protected;
}

/* READ(6) with FIXED zero: one block, of whatever length. */
static void read_any(struct drive *drive, struct scst_user_command *command, uint32_t wanted)
{
	const struct record *record = cartridge_next(&drive->cartridge);
	int suppress = command->cdb[1] & 2;
	uint32_t moved;

	if (!record || record->filemark) {
		motion_stopped(&drive->cartridge, command, wanted);
		return;
	}
	moved = record->length < command->length ? record->length : command->length;
	if (cartridge_read(&drive->cartridge, command->data, moved) < 0) {
		check_with(command, MEDIUM_ERROR, READ_FAILED, wanted);
		return;
	}
	drive->cartridge.position++;
	drive->logs.read += record->length;
	command->moved = moved;
	if (record->length != wanted && !(suppress && (record->length < wanted || drive->block_length == 0))) {
		check_with(command, NO_SENSE | ILI_BIT, NOTHING_MORE, (int64_t)wanted - record->length);
		command->with_data = 1;
	}
}

/* READ(6) with FIXED one: blocks of the length in force. */
static void read_fixed(struct drive *drive, struct scst_user_command *command, uint32_t count)
{
	uint32_t done = 0;

	while (done < count) {
		const struct record *record = cartridge_next(&drive->cartridge);

		command->with_data = 1; /* what came before goes with whatever ends it */
		if (!record || record->filemark) {
			motion_stopped(&drive->cartridge, command, count - done);
			return;
		}
		if (record->length != drive->block_length) {
			drive->cartridge.position++;
			check_with(command, NO_SENSE | ILI_BIT, NOTHING_MORE, count - done);
			return;
		}
		if (cartridge_read(&drive->cartridge, (char *)command->data + command->moved, record->length) < 0) {
			check_with(command, MEDIUM_ERROR, READ_FAILED, count - done);
			return;
		}
		command->moved += record->length;
		drive->logs.read += record->length;
		drive->cartridge.position++;
		done++;
	}
	command->with_data = 0;
}

int drive_measured(const struct drive *drive, struct scst_user_command *command)
{
	int fixed = command->cdb[1] & 1;

	if ((uint64_t)get24(command->cdb + 2) * (fixed ? drive->block_length : 1) == command->length)
		return 1;
	if (fixed)
		command->status = 0x08; /* BUSY */
	else
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
	return 0;
}

static void read_blocks(struct drive *drive, struct scst_user_command *command)
{
	int fixed = command->cdb[1] & 1;
	uint32_t count = get24(command->cdb + 2);

	if (fixed && command->cdb[1] & 2)
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
	else if (count > 0 && fixed && drive_measured(drive, command))
		read_fixed(drive, command, count);
	else if (count > 0 && !fixed)
		read_any(drive, command, count);
}

/* One block or filemark (data is NULL); whether it is there. left: what INFORMATION says is not. */
static int write_one(struct drive *drive, struct scst_user_command *command, const void *data, uint32_t length, uint32_t left)
{
	int result;

	/* A few filemarks have room beyond the end, so that what was written can be ended. */
	if (data && !cartridge_fits(&drive->cartridge, length))
		result = -ENOSPC;
	else
		result = cartridge_write(&drive->cartridge, data, length);
	if (result == -ENOSPC || result == -EDQUOT)
		check_with(command, VOLUME_OVERFLOW | EOM_BIT, END_DETECTED, left);
	else if (result < 0)
		check_with(command, MEDIUM_ERROR, WRITE_FAILED, left);
	else
		drive->logs.written += length;
	return result == 0;
}

/* All was written. Where the end comes near it is durable, too (SEW in the device configuration page). */
static void warn_early(struct drive *drive, struct scst_user_command *command)
{
	if (!cartridge_ends_soon(&drive->cartridge))
		return;
	if (cartridge_sync(&drive->cartridge) == 0)
		check_with(command, NO_SENSE | EOM_BIT, END_DETECTED, 0);
	else
		check(command, MEDIUM_ERROR, WRITE_FAILED);
}

static void write_blocks(struct drive *drive, struct scst_user_command *command)
{
	int fixed = command->cdb[1] & 1;
	uint32_t count = fixed ? get24(command->cdb + 2) : 1, length = fixed ? drive->block_length : command->length;

	if (get24(command->cdb + 2) == 0 || !writable(drive, command) || !drive_measured(drive, command))
		return;
	if (length > LONGEST_BLOCK) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	drive->logs.received += command->length;
	for (uint32_t i = 0; i < count; i++)
		if (!write_one(drive, command, (char *)command->data + (size_t)i * length, length, fixed ? count - i : length))
			return;
	warn_early(drive, command);
}

static void write_filemarks(struct drive *drive, struct scst_user_command *command)
{
	uint32_t count = get24(command->cdb + 2);

	if (command->cdb[1] & 2) { /* setmarks */
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
		return;
	}
	if (count > 0 && !writable(drive, command))
		return;
	for (uint32_t i = 0; i < count; i++)
		if (!write_one(drive, command, NULL, 0, count - i))
			return;
	if (!(command->cdb[1] & 1) && cartridge_sync(&drive->cartridge) < 0)
		check(command, MEDIUM_ERROR, WRITE_FAILED);
	else if (count > 0)
		warn_early(drive, command);
}

static void erase(struct drive *drive, struct scst_user_command *command)
{
	if (writable(drive, command) && (cartridge_cut(&drive->cartridge) < 0 || cartridge_sync(&drive->cartridge) < 0))
		check(command, MEDIUM_ERROR, WRITE_FAILED);
}

static void load_unload(struct drive *drive, struct scst_user_command *command)
{
	if (command->cdb[4] & 0x0C) { /* HOLD, EOT */
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
	} else if (command->cdb[4] & 1) {
		if (!drive->loaded && drive->path[0])
			load(drive);
		if (ready(drive, command))
			motion_rewind(&drive->cartridge, command);
	} else if (drive->removal_prevented) {
		check(command, ILLEGAL_REQUEST, REMOVAL_PREVENTED);
	} else if (unload(drive) < 0) {
		check(command, MEDIUM_ERROR, WRITE_FAILED);
	}
}

static void sense_modes(struct drive *drive, struct scst_user_command *command)
{
	uint8_t descriptor[8] = { DENSITY };

	put24(descriptor + 5, drive->block_length);
	mode_sense(command, &MODE_PAGES,
		MODE_BUFFERED | (drive->loaded && drive->cartridge.write_protected ? MODE_WRITE_PROTECTED : 0), descriptor);
}

/* It is registered, too: the platform that comes back, updated for one, reckons by it. */
static void set_block_length(struct drive *drive, struct scst_user_command *command, uint32_t length)
{
	drive->block_length = length;
	drive->device->block_length_in_force = length;
	command->block_length = length;
}

static void select_modes(struct drive *drive, struct scst_user_command *command)
{
	const uint8_t *descriptor;

	if (!mode_select(command, &MODE_PAGES, &descriptor) || !descriptor)
		return;
	/* Density 7Fh is that in force, 00h the default one: there is one. */
	if ((descriptor[0] != DENSITY && descriptor[0] != 0 && descriptor[0] != 0x7F) || get24(descriptor + 5) > LONGEST_BLOCK) {
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_LIST);
		return;
	}
	set_block_length(drive, command, get24(descriptor + 5));
}

static void on_medium(struct drive *drive, struct scst_user_command *command)
{
	switch (command->cdb[0]) {
	case TEST_UNIT_READY: return;
	case REWIND: motion_rewind(&drive->cartridge, command); return;
	case READ_6:
		read_blocks(drive, command);
		drive->logs.sent += command->moved;
		return;
	case WRITE_6: write_blocks(drive, command); return;
	case WRITE_FILEMARKS_6: write_filemarks(drive, command); return;
	case VERIFY_6: verify_blocks(drive, command); return;
	case SPACE_6:
	case SPACE_16: motion_space(&drive->cartridge, command); return;
	case ERASE_6: erase(drive, command); return;
	case LOCATE_10:
	case LOCATE_16: motion_locate(&drive->cartridge, command); return;
	case READ_POSITION: motion_position(&drive->cartridge, command); return;
	default: check(command, ILLEGAL_REQUEST, INVALID_OPERATION_CODE); return;
	}
}

static void process(void *context, struct scst_user_command *command)
{
	struct drive *drive = context;

	pthread_mutex_lock(&drive->lock);
	/* It may have waited for a cartridge to be put in: who gave up meanwhile must not take away what the next command is to be told. */
	if (scst_user_aborted(command)) {
		command->status = 0x08; /* nobody is told */
		pthread_mutex_unlock(&drive->lock);
		return;
	}
	/* Those two the platform asks by itself. */
	if (drive->changed && command->cdb[0] != INQUIRY && command->cdb[0] != PREVENT_ALLOW_MEDIUM_REMOVAL) {
		int attention = drive->changed;

		drive->changed = 0;
		check(command, UNIT_ATTENTION, attention);
		pthread_mutex_unlock(&drive->lock);
		return;
	}
	switch (command->cdb[0]) {
	case INQUIRY: facts_vital_product_data(command); break;
	case READ_BLOCK_LIMITS: facts_block_limits(command); break;
	case REPORT_DENSITY_SUPPORT: facts_densities(drive, command); break;
	case LOG_SENSE: logs_sense(&drive->logs, drive->loaded ? &drive->cartridge : NULL, command); break;
	case MODE_SELECT_6:
	case MODE_SELECT_10: select_modes(drive, command); break;
	case MODE_SENSE_6:
	case MODE_SENSE_10: sense_modes(drive, command); break;
	case LOAD_UNLOAD: load_unload(drive, command); break;
	case PREVENT_ALLOW_MEDIUM_REMOVAL: drive->removal_prevented = command->cdb[4] & 1; break;
	default:
		if (ready(drive, command))
			on_medium(drive, command);
	}
	logs_note(&drive->logs, command);
	pthread_mutex_unlock(&drive->lock);
}

static void reset(void *context, struct scst_user_command *command)
{
	struct drive *drive = context;

	pthread_mutex_lock(&drive->lock);
	drive->removal_prevented = 0;
	drive->logs.alerts = 0;
	set_block_length(drive, command, 0);
	pthread_mutex_unlock(&drive->lock);
}

/* The platform closes the device. */
static int flush(void *context)
{
	struct drive *drive = context;
	int result = 0;

	pthread_mutex_lock(&drive->lock);
	if (drive->loaded)
		result = cartridge_sync(&drive->cartridge);
	pthread_mutex_unlock(&drive->lock);
	return result == 0 ? SCST_USER_OK : SCST_USER_WRITES_LOST;
}

void drive_describe(struct drive *drive, struct scst_user_device *device)
{
	static const uint8_t codes[] = {
		TEST_UNIT_READY, REWIND, READ_BLOCK_LIMITS, READ_6, WRITE_6, WRITE_FILEMARKS_6, SPACE_6, MODE_SELECT_6, ERASE_6, MODE_SENSE_6,
		LOAD_UNLOAD, PREVENT_ALLOW_MEDIUM_REMOVAL, LOCATE_10, READ_POSITION, MODE_SELECT_10, MODE_SENSE_10, SPACE_16, LOCATE_16, VERIFY_6,
		REPORT_DENSITY_SUPPORT, LOG_SENSE,
	};

	drive->device = device;
	device->peripheral_type = 1;
	device->operation_codes = codes;
	device->operation_code_count = sizeof codes;
	device->product = "VIRTUAL TAPE";
	device->features |= SCST_USER_TELLS_PAGES;
	device->control_mode_page = CONTROL;
	device->context = drive;
	device->command = process;
	device->reset = reset;
	device->flush = flush;
}
