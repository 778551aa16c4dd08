/*
 * A disk in a file, served from a process of its own.
 *
 *   cc -O2 -pthread -I../client -o file_disk file_disk.c ../client/scst_user.c
 *   ./file_disk SOCKET NAME FILE [QUEUES]
 *
 * SOCKET is the platform's user.socket, NAME that of a file org.scst.user-NAME.cfg, FILE exists and has the disk's size. What is
 * answered is in the page cache at least, so it outlives this program; the medium is named by the file's device and inode number.
 * It serves until it is ended, and comes back by itself when the platform was restarted. When the file has grown, SIGHUP has it tell
 * the platform.
 */
#define _GNU_SOURCE
#include "scst_user.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 512, ENTRIES = 256, AGAIN_MICROSECONDS = 100000 };

static int descriptor;
static int served = -1;

static int failed(uint64_t place, uint64_t *error_offset)
{
	*error_offset = place / BLOCK * BLOCK;
	return errno == ENOSPC || errno == EDQUOT ? SCST_USER_FULL : SCST_USER_MEDIUM_ERROR;
}

static int read_blocks(void *context, uint64_t offset, void *data, uint32_t length, uint64_t *error_offset)
{
	uint32_t done = 0;

	(void)context;
	while (done < length) {
		ssize_t moved = pread(descriptor, (char *)data + done, length - done, (off_t)(offset + done));

		if (moved < 0 && errno == EINTR)
			continue;
		if (moved <= 0)
			return failed(offset + done, error_offset);
		done += (uint32_t)moved;
	}
	return SCST_USER_OK;
}

static int flush(void *context)
{
	(void)context;
	return fdatasync(descriptor) < 0 ? SCST_USER_WRITES_LOST : SCST_USER_OK;
}

static int write_blocks(
	void *context, uint64_t offset, const void *data, uint32_t length, int durable, uint64_t *error_offset)
{
	uint32_t done = 0;

	while (done < length) {
		ssize_t moved = pwrite(descriptor, (const char *)data + done, length - done, (off_t)(offset + done));

		if (moved < 0 && errno == EINTR)
			continue;
		if (moved < 0)
			return failed(offset + done, error_offset);
		done += (uint32_t)moved;
	}
	return durable ? flush(context) : SCST_USER_OK;
}

static int change(int mode, uint64_t offset, uint64_t length)
{
	int result;

	do
		result = fallocate(descriptor, mode, (off_t)offset, (off_t)length);
	while (result < 0 && errno == EINTR);
	if (result == 0)
		return SCST_USER_OK;
	return errno == ENOSPC || errno == EDQUOT ? SCST_USER_FULL : SCST_USER_MEDIUM_ERROR;
}

static int unmap(void *context, uint64_t offset, uint64_t length)
{
	(void)context;
	return change(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
}

static int extent(void *context, uint64_t offset, uint64_t length, uint64_t *bytes, int *mapped)
{
	off_t data = lseek(descriptor, (off_t)offset, SEEK_DATA), end;

	(void)context;
	*mapped = data == (off_t)offset;
	end = *mapped ? lseek(descriptor, (off_t)offset, SEEK_HOLE) : data;
	if (end < 0 && errno != ENXIO)
		return SCST_USER_MEDIUM_ERROR;
	/* ENXIO: nothing but a hole up to the end. */
	*bytes = end < 0 || (uint64_t)end - offset > length ? length : ((uint64_t)end - offset) / BLOCK * BLOCK;
	if (*bytes == 0) {
		*bytes = BLOCK;
		*mapped = 1;
	}
	return SCST_USER_OK;
}

static void told(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "%s\n", text);
}

static void told_connection(void *context, int connection)
{
	(void)context;
	served = connection;
}

static void *grow(void *device)
{
	sigset_t hang_up;
	struct stat status;
	int signal;

	sigemptyset(&hang_up);
	sigaddset(&hang_up, SIGHUP);
	while (sigwait(&hang_up, &signal) == 0 && fstat(descriptor, &status) == 0) {
		uint64_t bytes = (uint64_t)status.st_size / BLOCK * BLOCK;

		((struct scst_user_device *)device)->capacity = bytes;
		if (served >= 0)
			scst_user_capacity(served, bytes);
	}
	return NULL;
}

static void watch_for_growth(struct scst_user_device *device)
{
	pthread_t thread;
	sigset_t hang_up;

	sigemptyset(&hang_up);
	sigaddset(&hang_up, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &hang_up, NULL);
	if (pthread_create(&thread, NULL, grow, device) != 0)
		fprintf(stderr, "no thread: it does not grow\n");
}

int main(int count, char **arguments)
{
	struct stat status;
	char medium[128];
	struct scst_user_device device = {
		.program = "file_disk 1", .block_length = BLOCK, .physical_block_length = 4096, .unmap_granularity = 4096,
		.features = SCST_USER_UNMAPS | SCST_USER_UNMAPPED_READS_ZERO | SCST_USER_EXTENTS, .queues = 1, .entries = ENTRIES,
		.read = read_blocks, .write = write_blocks, .flush = flush, .unmap = unmap, .extent = extent, .told = told,
		.told_connection = told_connection,
	};

	if (count < 4) {
		fprintf(stderr, "usage: %s SOCKET NAME FILE [QUEUES]\n", arguments[0]);
		return 2;
	}
	descriptor = open(arguments[3], O_RDWR | O_CLOEXEC);
	if (descriptor < 0 || fstat(descriptor, &status) < 0) {
		fprintf(stderr, "%s: %s\n", arguments[3], strerror(errno));
		return 1;
	}
	snprintf(medium, sizeof medium, "file %lx:%lu", (unsigned long)status.st_dev, (unsigned long)status.st_ino);
	device.name = arguments[2];
	device.medium = medium;
	device.capacity = (uint64_t)status.st_size / BLOCK * BLOCK;
	if (count > 4)
		device.queues = (unsigned)atoi(arguments[4]);
	watch_for_growth(&device);
	for (;;) {
		if (scst_user_serve(arguments[1], &device) == SCST_USER_REFUSED)
			return 1;
		usleep(AGAIN_MICROSECONDS);
	}
}
