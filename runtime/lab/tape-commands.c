/*
 * tape-commands: what the drives and the changer of the virtual tape library (org.scst.user/examples/tape_library) answer, command by command,
 *   without a platform: VERIFY, SPACE over filemarks in a row, LOG SENSE, REPORT DENSITY SUPPORT, EXCHANGE MEDIUM. One line PASS or FAIL for
 *   each check.
 * usage: tape-commands FOLDER    (an empty one)
 */
#include <changer.h>
#include <element_status.h>
#include <scsi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LENGTH = 1000, CAPACITY = 64 << 20, SLOTS = 4 };
enum { MOVE = 0xA5, EXCHANGE = 0xA6 };

static struct changer changer;
static struct drive drives[MOST_DRIVES];
static struct scst_user_device drive_side[2], changer_side;
static char folder[3000];
static uint8_t data[1 << 16];
static int failed;

static void verdict(int good, const char *what)
{
	printf("%s %s\n", good ? "PASS" : "FAIL", what);
	failed |= !good;
}

/* A CDB in hexadecimal digits, and its data or room for it. */
static struct scst_user_command run(const struct scst_user_device *device, const char *cdb, uint32_t length)
{
	struct scst_user_command command = { .data = data, .length = length, .block_length = -1 };

	for (; cdb[2 * command.cdb_length]; command.cdb_length++) {
		char digits[3] = { cdb[2 * command.cdb_length], cdb[2 * command.cdb_length + 1], 0 };

		command.cdb[command.cdb_length] = (uint8_t)strtoul(digits, NULL, 16);
	}
	device->command(device->context, &command);
	return command;
}

static struct scst_user_command on_drive(const char *cdb, uint32_t length)
{
	return run(&drive_side[0], cdb, length);
}

static int good(struct scst_user_command command)
{
	return command.status == 0;
}

/* CHECK CONDITION with these; information: below 0 when it does not matter. */
static int refused(struct scst_user_command command, int key, int additional, int64_t information)
{
	return command.status == 2 && command.sense[2] == key && get16(command.sense + 12) == (uint32_t)additional
		&& (information < 0 || get32(command.sense + 3) == (uint32_t)information);
}

/* Of an exchange or a move: addresses of source, destination and second destination. */
static struct scst_user_command carry(int code, int source, int destination, int second)
{
	char cdb[32];

	snprintf(cdb, sizeof cdb, "%02x000000%04x%04x%04x0000", code, (unsigned)source, (unsigned)destination, (unsigned)second);
	return run(&changer_side, cdb, 0);
}

static int lies(const char *where, const char *tag)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s/%s", folder, where, tag);
	return access(path, F_OK) == 0;
}

static uint64_t position(void)
{
	return drives[0].cartridge.position;
}

/* The drive says once that it has another cartridge. */
static void acknowledge(int drive)
{
	run(&drive_side[drive], "000000000000", 0);
}

static int write_block(char content)
{
	memset(data, content, LENGTH);
	return good(on_drive("0a000003e800", LENGTH));
}

/* a b | c | | | d, where a bar is a filemark. */
static int write_tape(void)
{
	return good(on_drive("010000000000", 0)) && write_block('a') && write_block('b') && good(on_drive("100000000100", 0)) && write_block('c')
		&& good(on_drive("100000000300", 0)) && write_block('d') && good(on_drive("010000000000", 0));
}

static void verify(void)
{
	verdict(write_tape() && good(on_drive("13000003e800", 0)) && position() == 1, "VERIFY reads one block of that length");
	verdict(refused(on_drive("130000000100", 0), NO_SENSE | ILI_BIT, NOTHING_MORE, 1 - LENGTH) && position() == 2,
		"VERIFY says that a block is longer, and by how much");
	verdict(refused(on_drive("13000003e800", 0), NO_SENSE | FILEMARK_BIT, FILEMARK_DETECTED, LENGTH) && position() == 3,
		"VERIFY stops behind a filemark");
	memset(data, 'c', LENGTH);
	verdict(good(on_drive("13020003e800", LENGTH)) && position() == 4, "VERIFY compares a block, and finds it the same");
	on_drive("010000000000", 0);
	memset(data, 'a', LENGTH);
	data[LENGTH - 1] = 'x';
	verdict(refused(on_drive("13020003e800", LENGTH), MISCOMPARE, MISCOMPARE_DURING_VERIFY, LENGTH) && position() == 1,
		"VERIFY finds a byte that is another one");
	on_drive("010000000000", 0);
	drives[0].block_length = LENGTH;
	memset(data, 'a', LENGTH);
	memset(data + LENGTH, 'b', 2 * LENGTH);
	verdict(good(on_drive("130300000200", 2 * LENGTH)) && position() == 2, "VERIFY compares blocks of a fixed length");
	on_drive("010000000000", 0);
	verdict(refused(on_drive("130100000500", 0), NO_SENSE | FILEMARK_BIT, FILEMARK_DETECTED, 3), "VERIFY says how many blocks it has not verified");
	drives[0].block_length = 0;
	verdict(refused(on_drive("130400000100", 0), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1)
			&& refused(on_drive("130100000100", 0), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1) && good(on_drive("130000000000", 0)),
		"VERIFY refuses IMMED, and FIXED without a block length; none to verify is GOOD");
	verdict(refused(on_drive("132000000000", 0), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1)
			&& refused(on_drive("130800000100", 0), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1)
			&& refused(on_drive("130400000000", 0), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1),
		"VERIFY refuses to verify to the end of data or by filemarks, also nothing with IMMED");
}

static void space_in_a_row(void)
{
	on_drive("010000000000", 0);
	verdict(good(on_drive("110200000300", 0)) && position() == 7, "SPACE goes behind three filemarks in a row");
	verdict(refused(on_drive("110200000200", 0), BLANK_CHECK, END_OF_DATA_DETECTED, 2) && position() == 8, "SPACE finds no two more before the end");
	verdict(good(on_drive("1102fffffe00", 0)) && position() == 5, "SPACE goes back before two in a row");
	verdict(refused(on_drive("1102fffffe00", 0), NO_SENSE | EOM_BIT, BEGINNING_DETECTED, 2) && position() == 0, "SPACE finds no two before the beginning");
	verdict(good(on_drive("110200000000", 0)) && position() == 0, "SPACE over none stays");
	verdict(good(on_drive("91020000" "0000000000000001" "00000000", 0)) && position() == 3, "SPACE(16), too");
}

static uint64_t parameter(const struct scst_user_command *command, uint32_t code)
{
	for (uint32_t at = 4; at + 4 <= command->moved; at += 4u + data[at + 3])
		if (get16(data + at) == code)
			return data[at + 3] == 8 ? get64(data + at + 4) : data[at + 4];
	return UINT64_MAX;
}

static uint64_t alert(int flag)
{
	struct scst_user_command page = on_drive("4d006e00000000" "0200" "00", 512);

	return page.status == 0 ? parameter(&page, (uint32_t)flag) : UINT64_MAX;
}

static void logs(void)
{
	struct scst_user_command page = on_drive("4d00400000000000ff00", 255);
	struct logs before = drives[0].logs;

	verdict(good(page) && page.moved == 7 && memcmp(data, "\0\0\0\3\0\x0c\x2e", 7) == 0, "LOG SENSE lists the pages there are");
	write_tape();
	on_drive("0800000064" "00", 100);
	page = on_drive("4d004c00000000020000", 512);
	verdict(good(page) && data[0] == 0x8C && parameter(&page, 0) == before.received + 4 * LENGTH && parameter(&page, 1) == before.written + 4 * LENGTH
			&& parameter(&page, 2) == before.read + LENGTH && parameter(&page, 3) == before.sent + 100,
		"LOG SENSE counts what is written and read");
	verdict(parameter(&page, 4) == 0 && parameter(&page, 5) == CAPACITY / 16 * 15 / 1000000 && parameter(&page, 6) == CAPACITY / 16 / 1000000
			&& parameter(&page, 7) == 0 && parameter(&page, 0x100) == UINT64_MAX,
		"LOG SENSE says how much room the cartridge has");
	page = on_drive("4d004c00000005020000", 512);
	verdict(good(page) && page.moved == 4 + 3 * 12 && get16(data + 4) == 5, "LOG SENSE begins where the parameter pointer says");
	verdict(refused(on_drive("4d004c00000009020000", 512), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1)
			&& refused(on_drive("4d004d00000000020000", 512), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1)
			&& refused(on_drive("4d004c01000000020000", 512), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1)
			&& refused(on_drive("4d000c00000000020000", 512), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1)
			&& refused(on_drive("4d014c00000000020000", 512), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1),
		"LOG SENSE refuses other pages, subpages, thresholds, saving, and a pointer behind the last parameter");
}

static void alerts(void)
{
	int file;

	verdict(alert(WRITE_PROTECT) == 0, "no alert without a reason");
	on_drive("1e0000000100", 0);
	verdict(refused(on_drive("1b0000000000", 0), ILLEGAL_REQUEST, REMOVAL_PREVENTED, -1), "a cartridge that is locked stays");
	on_drive("1e0000000000", 0);
	on_drive("4d006e00000000000400", 4);
	verdict(alert(REMOVAL_IS_PREVENTED) == 1 && alert(REMOVAL_IS_PREVENTED) == 0, "an alert is told whole, and once");
	drives[0].cartridge.write_protected = 1;
	on_drive("100000000100", 0);
	drives[0].cartridge.write_protected = 0;
	verdict(alert(WRITE_PROTECT) == 1, "of a write that is refused");
	write_tape();
	file = drives[0].cartridge.file;
	if (pwrite(file, "x", 1, (off_t)drives[0].cartridge.records[0].place + 64 + 10) != 1)
		exit(2);
	verdict(refused(on_drive("08000003e800", LENGTH), MEDIUM_ERROR, READ_FAILED, -1) && alert(READ_FAILURE) == 1, "of a block that is damaged");
}

static void densities(void)
{
	struct scst_user_command list = on_drive("4400000000000000ff00", 255);

	verdict(good(list) && list.moved == 56 && get16(data) == 54 && data[4] == 0x40 && data[6] == 0xA0 && get32(data + 16) == CAPACITY / 1000000,
		"REPORT DENSITY SUPPORT tells the one there is");
	list = on_drive("4401000000000000ff00", 255);
	verdict(good(list) && list.moved == 56, "and that of the cartridge");
	verdict(refused(on_drive("4402000000000000ff00", 255), ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB, -1), "of medium types there are none");
	verdict(refused(run(&drive_side[1], "4401000000000000ff00", 255), NOT_READY, NO_MEDIUM, -1), "an empty drive has no medium's");
}

static void block_length(void)
{
	struct scst_user_command selected;

	memcpy(data, "\0\0\x10\x08\0\0\0\0\0\0\4\0", 12);
	selected = on_drive("151000000c00", 12);
	verdict(good(selected) && selected.block_length == 1024 && drive_side[0].block_length_in_force == 1024,
		"a block length is told to the platform, and registered with it when it comes back");
	drive_side[0].reset(drive_side[0].context, &selected);
	verdict(selected.block_length == 0 && drive_side[0].block_length_in_force == 0, "a reset forgets it");
}

static void exchange(void)
{
	verdict(good(carry(EXCHANGE, FIRST_SLOT + 1, FIRST_DRIVE, FIRST_SLOT + 1)) && lies("drive-0", "VTL002L1") && lies("slot-002", "VTL001L1"),
		"EXCHANGE MEDIUM changes the cartridges of a slot and a drive");
	acknowledge(0);
	verdict(good(on_drive("000000000000", 0)) && changer.drives[0].source == 1 && changer.transport.tag[0] == 0, "the drive has the other one");
	verdict(good(carry(EXCHANGE, FIRST_SLOT + 2, FIRST_DRIVE, FIRST_SLOT)) && lies("drive-0", "VTL003L1") && lies("slot-001", "VTL002L1")
			&& !lies("slot-003", "VTL003L1"),
		"EXCHANGE MEDIUM puts what was there elsewhere");
	acknowledge(0);
	verdict(refused(carry(EXCHANGE, FIRST_SLOT + 3, FIRST_DRIVE, FIRST_SLOT + 3), ILLEGAL_REQUEST, SOURCE_EMPTY, -1)
			&& refused(carry(EXCHANGE, FIRST_SLOT, FIRST_DRIVE + 1, FIRST_SLOT), ILLEGAL_REQUEST, SOURCE_EMPTY, -1)
			&& refused(carry(EXCHANGE, FIRST_SLOT, FIRST_DRIVE, FIRST_SLOT + 1), ILLEGAL_REQUEST, DESTINATION_FULL, -1)
			&& refused(carry(EXCHANGE, FIRST_SLOT, FIRST_SLOT, FIRST_DRIVE), ILLEGAL_REQUEST, INVALID_ELEMENT, -1)
			&& refused(carry(EXCHANGE, FIRST_SLOT, 77, FIRST_SLOT), ILLEGAL_REQUEST, INVALID_ELEMENT, -1),
		"EXCHANGE MEDIUM refuses empty sources, a full destination, places that are none or the same");
	on_drive("1e0000000100", 0);
	verdict(refused(carry(EXCHANGE, FIRST_SLOT, FIRST_DRIVE, FIRST_SLOT), ILLEGAL_REQUEST, REMOVAL_PREVENTED, -1) && lies("drive-0", "VTL003L1"),
		"EXCHANGE MEDIUM leaves a cartridge that is locked");
	on_drive("1e0000000000", 0);
	verdict(good(carry(MOVE, FIRST_SLOT, FIRST_DRIVE + 1, 0)) && good(carry(EXCHANGE, FIRST_DRIVE, FIRST_DRIVE + 1, FIRST_DRIVE))
			&& lies("drive-0", "VTL002L1") && lies("drive-1", "VTL003L1") && changer.drives[0].source == 0 && changer.drives[1].source == 2,
		"EXCHANGE MEDIUM changes those of two drives, which know where theirs came from");
	acknowledge(0);
	acknowledge(1);
	on_drive("1e0000000100", 0);
	verdict(refused(carry(EXCHANGE, FIRST_DRIVE, FIRST_DRIVE + 1, FIRST_DRIVE), ILLEGAL_REQUEST, REMOVAL_PREVENTED, -1)
			&& good(run(&drive_side[1], "000000000000", 0)) && good(on_drive("000000000000", 0)),
		"EXCHANGE MEDIUM touches neither when one of them is locked");
	on_drive("1e0000000000", 0);
	memcpy(changer.transport.tag, "VTL009L1", 9);
	verdict(refused(carry(EXCHANGE, FIRST_DRIVE, FIRST_DRIVE + 1, FIRST_DRIVE), HARDWARE_ERROR, NOTHING_MORE, -1)
			&& good(run(&drive_side[1], "000000000000", 0)),
		"nor when the transport is not empty");
	changer.transport.tag[0] = 0;
}

/* As a crash in the middle of an exchange leaves it. */
static void left_in_transport(void)
{
	static struct changer again;
	static struct drive other[MOST_DRIVES];
	char from[4096], to[4096];

	snprintf(from, sizeof from, "%s/slot-002/VTL001L1", folder);
	snprintf(to, sizeof to, "%s/transport/VTL001L1", folder);
	for (unsigned i = 0; i < MOST_DRIVES; i++)
		drive_prepare(&other[i]);
	verdict(rename(from, to) == 0 && changer_open(&again, folder, other) == 0 && lies("slot-001", "VTL001L1") && again.transport.tag[0] == 0,
		"what a crash has left in the transport goes into an empty slot");
}

int main(int count, char **arguments)
{
	char path[4096];

	if (count != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
		return 2;
	}
	snprintf(folder, sizeof folder, "%s", arguments[1]);
	for (int i = 0; i < SLOTS + 2; i++) {
		snprintf(path, sizeof path, i < SLOTS ? "%s/slot-%03d" : "%s/drive-%d", folder, i < SLOTS ? i + 1 : i - SLOTS);
		if (mkdir(path, 0700) < 0)
			return 2;
		if (i >= SLOTS - 1)
			continue;
		snprintf(path, sizeof path, "%s/slot-%03d/VTL%03dL1", folder, i + 1, i + 1);
		if (cartridge_make(path, CAPACITY) < 0)
			return 2;
	}
	for (unsigned i = 0; i < MOST_DRIVES; i++)
		drive_prepare(&drives[i]);
	if (changer_open(&changer, folder, drives) < 0)
		return 2;
	changer_describe(&changer, &changer_side);
	for (int i = 0; i < 2; i++) {
		drive_describe(&drives[i], &drive_side[i]);
		acknowledge(i);
	}
	verdict(good(carry(MOVE, FIRST_SLOT, FIRST_DRIVE, 0)) && lies("drive-0", "VTL001L1"), "MOVE MEDIUM brings a cartridge");
	acknowledge(0);
	verify();
	space_in_a_row();
	logs();
	alerts();
	densities();
	block_length();
	exchange();
	left_in_transport();
	return failed;
}
