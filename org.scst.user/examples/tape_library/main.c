/*
 * A virtual tape library, which a process serves: a medium changer and tape drives whose cartridges are files. It shows the full mode of the
 * protocol in PROTOCOL.md, and works with mt, mtx, tar and whatever else uses tapes.
 *
 * usage: tape_library make FOLDER SLOTS DRIVES CAPACITY CARTRIDGES
 *        tape_library SOCKET NAME FOLDER
 *
 * make: makes a library of so many slots and drives, the first slots with cartridges VTL001L1 and on, each of so many bytes (K, M, G, T
 * behind the number: KiB and on). More are made by calling it again with more; what is there stays.
 * Else the changer is served as device NAME, the drives as NAME-0 and on: each needs a file org.scst.user-NAME.cfg with type = full. When the
 * platform ends or is updated the library registers again; a second process for the same folder waits until the first has ended.
 */
#include "changer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENTRIES = 64, AGAIN_MICROSECONDS = 200000, NAME = 64, MEDIUM = 128 };

struct served {
	struct scst_user_device device;
	char name[NAME], medium[MEDIUM];
	const char *socket;
	pthread_t thread;
};

static struct changer changer;
static struct drive drives[MOST_DRIVES];
static struct served served[1 + MOST_DRIVES];

static int fail(const char *what, int error)
{
	fprintf(stderr, "%s: %s\n", what, strerror(error));
	return 1;
}

static uint64_t bytes(const char *text)
{
	char *end;
	uint64_t number = strtoull(text, &end, 10);
	const char *unit = *end ? strchr("KMGT", *end) : NULL;

	return unit ? number << 10 * (unit - "KMGT" + 1) : number;
}

static int make_elements(const char *folder, const char *kind, unsigned first, unsigned count)
{
	char path[4000];

	for (unsigned i = first; i < first + count; i++) {
		snprintf(path, sizeof path, kind, folder, i);
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return fail(path, errno);
	}
	return 0;
}

static int make(char **arguments)
{
	const char *folder = arguments[0];
	unsigned slots = (unsigned)atoi(arguments[1]), drive_count = (unsigned)atoi(arguments[2]), cartridges = (unsigned)atoi(arguments[4]);
	char path[4096];

	if (slots < 1 || slots > MOST_SLOTS || drive_count < 1 || drive_count > MOST_DRIVES || cartridges > slots || bytes(arguments[3]) < 1 << 16) {
		fprintf(stderr, "1 to %d slots, 1 to %d drives, 64K and more for a cartridge, and a slot for each\n", MOST_SLOTS, MOST_DRIVES);
		return 2;
	}
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return fail(folder, errno);
	if (make_elements(folder, "%s/slot-%03u", 1, slots) || make_elements(folder, "%s/drive-%u", 0, drive_count))
		return 1;
	for (unsigned i = 1; i <= cartridges; i++) {
		int result;

		snprintf(path, sizeof path, "%s/slot-%03u/VTL%03uL1", folder, i, i);
		result = cartridge_make(path, bytes(arguments[3]));
		if (result < 0 && result != -EEXIST)
			return fail(path, -result);
	}
	return 0;
}

/* Two processes would write over each other's tapes. */
static int lock(const char *folder)
{
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (descriptor < 0)
		return -errno;
	while (flock(descriptor, LOCK_EX) < 0)
		if (errno != EINTR)
			return -errno;
	return descriptor;
}

static void told(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "%s\n", text);
}

static void *serve(void *argument)
{
	struct served *one = argument;

	while (scst_user_serve(one->socket, &one->device) != SCST_USER_REFUSED)
		usleep(AGAIN_MICROSECONDS);
	exit(1);
}

/* What a drive was told, and where its tape stands, goes with the process: its instance says so. */
static struct scst_user_device *prepare(struct served *one, char **arguments, const char *part, const struct stat *folder, uint64_t instance)
{
	struct scst_user_device *device = &one->device;

	snprintf(one->name, sizeof one->name, "%s%s", arguments[1], part);
	snprintf(one->medium, sizeof one->medium, "tape library %lx:%lu%s", (unsigned long)folder->st_dev, (unsigned long)folder->st_ino, part);
	one->socket = arguments[0];
	device->name = one->name;
	device->medium = one->medium;
	device->program = "tape_library 1";
	device->queues = 1;
	device->entries = ENTRIES;
	device->mode = SCST_USER_FULL;
	device->features = SCST_USER_REMOVABLE;
	device->vendor = "SCST_USR";
	device->revision = "1";
	device->instance = instance;
	device->told = told;
	return device;
}

static int serve_all(char **arguments)
{
	const char *folder = arguments[2];
	int descriptor = lock(folder), result;
	struct stat status;
	uint64_t instance;

	if (descriptor < 0 || fstat(descriptor, &status) < 0)
		return fail(folder, errno);
	if (getrandom(&instance, sizeof instance, 0) != sizeof instance)
		return fail("getrandom", errno);
	for (unsigned i = 0; i < MOST_DRIVES; i++)
		drive_prepare(&drives[i]);
	result = changer_open(&changer, folder, drives);
	if (result < 0 && result != -ENOENT)
		return fail(folder, -result);
	if (result < 0) {
		fprintf(stderr, "%s: no slot-001 or no drive-0 there; tape_library make makes them\n", folder);
		return 1;
	}
	changer_describe(&changer, prepare(&served[0], arguments, "", &status, 0));
	for (unsigned i = 0; i < changer.drive_count; i++) {
		char part[8];

		snprintf(part, sizeof part, "-%u", i);
		drive_describe(&drives[i], prepare(&served[1 + i], arguments, part, &status, instance | 1));
	}
	for (unsigned i = 0; i <= changer.drive_count; i++)
		if (pthread_create(&served[i].thread, NULL, serve, &served[i]))
			return fail("pthread_create", EAGAIN);
	pthread_join(served[0].thread, NULL);
	return 0;
}

int main(int count, char **arguments)
{
	if (count == 7 && strcmp(arguments[1], "make") == 0)
		return make(arguments + 2);
	if (count == 4)
		return serve_all(arguments + 1);
	fprintf(stderr, "usage: %s make FOLDER SLOTS DRIVES CAPACITY CARTRIDGES\n       %s SOCKET NAME FOLDER\n", arguments[0], arguments[0]);
	return 2;
}
