/* See changer.h. What READ ELEMENT STATUS says is in element_status.c. */
#define _GNU_SOURCE
#include "changer.h"
#include "element_status.h"
#include "scsi.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	INITIALIZE_ELEMENT_STATUS = 0x07, MODE_SELECT_6 = 0x15, MODE_SENSE_6 = 0x1A, POSITION_TO_ELEMENT = 0x2B,
	INITIALIZE_ELEMENT_STATUS_WITH_RANGE = 0x37, MODE_SELECT_10 = 0x55, MODE_SENSE_10 = 0x5A, MOVE_MEDIUM = 0xA5, EXCHANGE_MEDIUM = 0xA6,
	READ_ELEMENT_STATUS = 0xB8,
};

/* One task set for all, which keeps the order of commands; logging parameters are not saved (GLTSD). */
static const uint8_t CONTROL[12] = { 0x0A, 10, 0x02 };

/* A cartridge's file is not hidden, and no more is to be seen of it than its tag. */
static void find_cartridge(struct element *element)
{
	DIR *folder = opendir(element->folder);
	struct dirent *entry;

	element->tag[0] = 0;
	while (folder && (entry = readdir(folder)) != NULL) {
		size_t length = strlen(entry->d_name);

		if (entry->d_name[0] != '.' && length <= LONGEST_TAG && !strstr(entry->d_name, ".new")) {
			memcpy(element->tag, entry->d_name, length + 1);
			break;
		}
	}
	if (folder)
		closedir(folder);
}

static void path_of(const struct element *element, const char *name, char *path, size_t length)
{
	snprintf(path, length, "%s/%s", element->folder, name);
}

/* Where a drive's cartridge came from; without the file nobody knows, and a changer program asks for a slot. */
static void remember_source(const struct element *drive)
{
	char path[4096];
	FILE *file;

	path_of(drive, ".source", path, sizeof path);
	file = fopen(path, "w");
	if (!file)
		return;
	fprintf(file, "%d\n", drive->source);
	fclose(file);
}

static void recall_source(struct element *drive)
{
	char path[4096];
	FILE *file;

	drive->source = -1;
	path_of(drive, ".source", path, sizeof path);
	file = fopen(path, "r");
	if (!file)
		return;
	if (fscanf(file, "%d", &drive->source) != 1)
		drive->source = -1;
	fclose(file);
}

static int open_element(struct element *element, const char *folder, const char *kind, unsigned number)
{
	struct stat status;

	if ((size_t)snprintf(element->folder, sizeof element->folder, kind, folder, number) >= sizeof element->folder
			|| stat(element->folder, &status) < 0 || !S_ISDIR(status.st_mode))
		return 0;
	element->source = -1;
	find_cartridge(element);
	return 1;
}

static void put_in(struct element *drive)
{
	char path[4096];

	path_of(drive, drive->tag, path, sizeof path);
	pthread_mutex_lock(&drive->drive->lock);
	drive_insert(drive->drive, path);
	pthread_mutex_unlock(&drive->drive->lock);
}

/* A rename is durable once both folders are. */
static int sync_folder(const struct element *element)
{
	int folder = open(element->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), result;

	if (folder < 0)
		return -errno;
	result = fsync(folder) < 0 ? -errno : 0;
	close(folder);
	return result;
}

/* -1 of another element. */
static int slot_number(const struct changer *changer, const struct element *element)
{
	int is_slot = element >= changer->slots && element < changer->slots + MOST_SLOTS;

	return is_slot ? (int)(element - changer->slots) : -1;
}

/* From a place that is not in use to an empty one. Returns whether it is there, and durably. */
static int carry(const struct changer *changer, struct element *from, struct element *to)
{
	int slot = slot_number(changer, from);
	char old_path[4096], new_path[4096];

	path_of(from, from->tag, old_path, sizeof old_path);
	path_of(to, from->tag, new_path, sizeof new_path);
	to->source = slot_number(changer, to) >= 0 ? -1 : slot >= 0 ? slot : from->source;
	if (to->drive)
		remember_source(to);
	/* Somebody may have put another of that name there by hand: it is not written over. */
	if (renameat2(AT_FDCWD, old_path, AT_FDCWD, new_path, RENAME_NOREPLACE) < 0) {
		fprintf(stderr, "%s: %s\n", old_path, strerror(errno));
		return 0;
	}
	memcpy(to->tag, from->tag, sizeof to->tag);
	from->tag[0] = 0;
	from->source = -1;
	return sync_folder(to) == 0 && sync_folder(from) == 0;
}

/* Has the drive, if it is one, take what lies in it and is not in use yet. */
static void hold(struct element *element)
{
	if (element && element->drive && element->tag[0] && !element->drive->path[0])
		put_in(element);
}

/* What a crash has left in the transport goes where there is room. */
static void empty_transport(struct changer *changer)
{
	struct element *transport = &changer->transport;

	for (unsigned i = 0; transport->tag[0] && i < changer->slot_count; i++)
		if (!changer->slots[i].tag[0])
			carry(changer, transport, &changer->slots[i]);
	for (unsigned i = 0; transport->tag[0] && i < changer->drive_count; i++)
		if (!changer->drives[i].tag[0] && carry(changer, transport, &changer->drives[i]))
			hold(&changer->drives[i]);
}

/* The folder is not there yet in a library that an earlier version has made; where nothing can be written nothing can be moved either. */
static int open_transport(struct changer *changer, const char *folder)
{
	struct element library = { 0 };
	char path[4096];

	snprintf(path, sizeof path, "%s/transport", folder);
	if (mkdir(path, 0700) == 0) {
		snprintf(library.folder, sizeof library.folder, "%s", folder);
		if (sync_folder(&library) < 0)
			return -EIO;
	} else if (errno == EROFS || errno == EACCES) {
		return 0;
	} else if (errno != EEXIST) {
		return -errno;
	}
	if (!open_element(&changer->transport, folder, "%s/transport", 0))
		return -ENOTDIR;
	empty_transport(changer);
	return 0;
}

int changer_open(struct changer *changer, const char *folder, struct drive *drives)
{
	while (changer->slot_count < MOST_SLOTS
			&& open_element(&changer->slots[changer->slot_count], folder, "%s/slot-%03u", changer->slot_count + 1))
		changer->slot_count++;
	while (changer->drive_count < MOST_DRIVES
			&& open_element(&changer->drives[changer->drive_count], folder, "%s/drive-%u", changer->drive_count)) {
		struct element *element = &changer->drives[changer->drive_count];

		element->drive = &drives[changer->drive_count++];
		recall_source(element);
		if (element->source >= (int)changer->slot_count)
			element->source = -1;
		if (element->tag[0])
			put_in(element);
		element->drive->changed = POWER_ON; /* nobody writes where the tape happens to stand */
	}
	return changer->slot_count > 0 && changer->drive_count > 0 ? open_transport(changer, folder) : -ENOENT;
}

static struct element *element_at(struct changer *changer, uint32_t address)
{
	if (address >= FIRST_SLOT && address < FIRST_SLOT + changer->slot_count)
		return &changer->slots[address - FIRST_SLOT];
	if (address >= FIRST_DRIVE && address < FIRST_DRIVE + changer->drive_count)
		return &changer->drives[address - FIRST_DRIVE];
	return NULL;
}

/* Has the drive, if it is one, let go of what is in it. */
static int take_out(struct element *element)
{
	int result;

	if (!element->drive)
		return 0;
	pthread_mutex_lock(&element->drive->lock);
	result = drive_release(element->drive);
	pthread_mutex_unlock(&element->drive->lock);
	return result;
}

static void move(struct changer *changer, struct scst_user_command *command)
{
	const uint8_t *cdb = command->cdb;
	struct element *from = element_at(changer, get16(cdb + 4)), *to = element_at(changer, get16(cdb + 6));

	if (cdb[10] & 1) /* nothing can be inverted */
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
	else if (!from || !to || (get16(cdb + 2) != 0 && get16(cdb + 2) != TRANSPORT))
		check(command, ILLEGAL_REQUEST, INVALID_ELEMENT);
	else if (!from->tag[0])
		check(command, ILLEGAL_REQUEST, SOURCE_EMPTY);
	else if (to->tag[0])
		check(command, ILLEGAL_REQUEST, DESTINATION_FULL);
	else if (take_out(from) < 0)
		check(command, ILLEGAL_REQUEST, REMOVAL_PREVENTED);
	else if (!carry(changer, from, to))
		check(command, HARDWARE_ERROR, NOTHING_MORE);
	hold(from);
	hold(to);
}

/* What was in the first destination goes to the second one, which may be the source: then it waits in the transport meanwhile. */
static int exchange_cartridges(struct changer *changer, struct element *source, struct element *first, struct element *second)
{
	struct element *aside = second == source ? &changer->transport : second;

	if (carry(changer, first, aside) && carry(changer, source, first) && (aside == second || carry(changer, aside, second)))
		return 1;
	/* Nothing stays in the transport, and as much as can be goes back. */
	if (aside->tag[0] && !first->tag[0])
		carry(changer, aside, first);
	if (changer->transport.tag[0] && !source->tag[0])
		carry(changer, &changer->transport, source);
	return 0;
}

/* Asked of all before anything is let go of. */
static int may_be_taken_out(const struct element *element)
{
	int prevented;

	if (!element->drive)
		return 1;
	pthread_mutex_lock(&element->drive->lock);
	prevented = element->drive->removal_prevented;
	pthread_mutex_unlock(&element->drive->lock);
	return !prevented;
}

static void exchange(struct changer *changer, struct scst_user_command *command)
{
	const uint8_t *cdb = command->cdb;
	struct element *source = element_at(changer, get16(cdb + 4)), *first = element_at(changer, get16(cdb + 6));
	struct element *second = element_at(changer, get16(cdb + 8));

	if (cdb[10] & 3) /* nothing can be inverted */
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_CDB);
	else if (!source || !first || !second || (get16(cdb + 2) != 0 && get16(cdb + 2) != TRANSPORT) || first == source || first == second)
		check(command, ILLEGAL_REQUEST, INVALID_ELEMENT);
	else if (!source->tag[0] || !first->tag[0])
		check(command, ILLEGAL_REQUEST, SOURCE_EMPTY);
	else if (second != source && second->tag[0])
		check(command, ILLEGAL_REQUEST, DESTINATION_FULL);
	else if (second == source && (!changer->transport.folder[0] || changer->transport.tag[0]))
		check(command, HARDWARE_ERROR, NOTHING_MORE);
	else if (!may_be_taken_out(source) || take_out(first) < 0 || take_out(source) < 0)
		check(command, ILLEGAL_REQUEST, REMOVAL_PREVENTED);
	else if (!exchange_cartridges(changer, source, first, second))
		check(command, HARDWARE_ERROR, NOTHING_MORE);
	hold(source);
	hold(first);
	hold(second);
}

static void position(struct changer *changer, struct scst_user_command *command)
{
	if (!element_at(changer, get16(command->cdb + 4)))
		check(command, ILLEGAL_REQUEST, INVALID_ELEMENT);
}

/* What was put into slots by hand is found; what is in a drive is known. */
static void look(struct changer *changer)
{
	for (unsigned i = 0; i < changer->slot_count; i++)
		find_cartridge(&changer->slots[i]);
	empty_transport(changer);
}

/* Element addresses, transport geometry, capabilities: from, to and between slots and drives. */
static void modes(struct changer *changer, struct scst_user_command *command)
{
	uint8_t addresses[20] = { 0x1D, 18 };
	static const uint8_t geometry[4] = { 0x1E, 2 };
	static const uint8_t capabilities[20] = { 0x1F, 18, [2] = 0x0A, [5] = 0x0A, [7] = 0x0A, [13] = 0x0A, [15] = 0x0A };
	const uint8_t *const pages[] = { CONTROL, addresses, geometry, capabilities };
	const struct mode_pages all = { pages, sizeof pages / sizeof *pages };
	const uint8_t *descriptor;

	put16(addresses + 2, TRANSPORT);
	put16(addresses + 4, 1);
	put16(addresses + 6, FIRST_SLOT);
	put16(addresses + 8, changer->slot_count);
	put16(addresses + 14, FIRST_DRIVE);
	put16(addresses + 16, changer->drive_count);
	if (command->cdb[0] == MODE_SENSE_6 || command->cdb[0] == MODE_SENSE_10)
		mode_sense(command, &all, 0, NULL);
	else if (mode_select(command, &all, &descriptor) && descriptor)
		check(command, ILLEGAL_REQUEST, INVALID_FIELD_IN_LIST);
}

static void process(void *context, struct scst_user_command *command)
{
	struct changer *changer = context;

	switch (command->cdb[0]) {
	case INITIALIZE_ELEMENT_STATUS:
	case INITIALIZE_ELEMENT_STATUS_WITH_RANGE: look(changer); break;
	case MODE_SELECT_6:
	case MODE_SENSE_6:
	case MODE_SELECT_10:
	case MODE_SENSE_10: modes(changer, command); break;
	case POSITION_TO_ELEMENT: position(changer, command); break;
	case MOVE_MEDIUM: move(changer, command); break;
	case EXCHANGE_MEDIUM: exchange(changer, command); break;
	case READ_ELEMENT_STATUS: element_status(changer, command); break;
	default: check(command, ILLEGAL_REQUEST, INVALID_OPERATION_CODE);
	}
}

void changer_describe(struct changer *changer, struct scst_user_device *device)
{
	static const uint8_t codes[] = {
		INITIALIZE_ELEMENT_STATUS, MODE_SELECT_6, MODE_SENSE_6, POSITION_TO_ELEMENT, INITIALIZE_ELEMENT_STATUS_WITH_RANGE, MODE_SELECT_10,
		MODE_SENSE_10, MOVE_MEDIUM, EXCHANGE_MEDIUM, READ_ELEMENT_STATUS,
	};

	device->peripheral_type = 8;
	device->operation_codes = codes;
	device->operation_code_count = sizeof codes;
	device->product = "VIRTUAL LIBRARY";
	device->control_mode_page = CONTROL;
	device->context = changer;
	device->command = process;
}
