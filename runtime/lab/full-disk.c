/*
 * full-disk: a disk in full mode of org.scst.user, by the C client: READ, WRITE, READ CAPACITY and SYNCHRONIZE CACHE on a file, which
 *   outlives it. For what a disk sees of that mode and a tape does not: transfers in several requests, addresses that the platform checks.
 * usage: full-disk SOCKET NAME FILE
 */
#include <scst_user.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 512, READ_CAPACITY_10 = 0x25, READ_10 = 0x28, WRITE_10 = 0x2A, SYNCHRONIZE_CACHE_10 = 0x35, READ_16 = 0x88, WRITE_16 = 0x8A,
	SYNCHRONIZE_CACHE_16 = 0x91, READ_CAPACITY_16 = 0x9E };

static char *content;
static uint64_t size;
static int file;

static uint64_t get(const uint8_t *at, int bytes)
{
	uint64_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | *at++;
	return value;
}

static void put(uint8_t *at, int bytes, uint64_t value)
{
	for (; bytes-- > 0; value >>= 8)
		at[bytes] = (uint8_t)value;
}

static void refuse(struct scst_user_command *command)
{
	static const uint8_t sense[18] = { 0x70, [2] = 5, [7] = 10, [12] = 0x24 };

	command->status = 0x02;
	command->sense_length = sizeof sense;
	memcpy(command->sense, sense, sizeof sense);
}

static void move(struct scst_user_command *command, uint64_t lba)
{
	uint64_t place = lba * BLOCK + command->offset;

	if (place > size || command->length > size - place) {
		refuse(command);
	} else if (command->from_initiator) {
		/* Not by the mapping: a process that is killed while it copies may leave a part of a block. */
		if (pwrite(file, command->data, command->length, (off_t)place) != (ssize_t)command->length)
			refuse(command);
	} else {
		memcpy(command->data, content + place, command->length);
		command->moved = command->length;
	}
}

static void tell_capacity(struct scst_user_command *command, int address_bytes, uint32_t length)
{
	uint8_t data[32] = { 0 };

	put(data, address_bytes, size / BLOCK - 1);
	put(data + address_bytes, 4, BLOCK);
	command->moved = command->length < length ? command->length : length;
	memcpy(command->data, data, command->moved);
}

static int flush(void *context)
{
	(void)context;
	return msync(content, size, MS_SYNC) == 0 ? SCST_USER_OK : SCST_USER_WRITES_LOST;
}

static void process(void *context, struct scst_user_command *command)
{
	switch (command->cdb[0]) {
	case READ_10:
	case WRITE_10: move(command, get(command->cdb + 2, 4)); break;
	case READ_16:
	case WRITE_16: move(command, get(command->cdb + 2, 8)); break;
	case READ_CAPACITY_10: tell_capacity(command, 4, 8); break;
	case READ_CAPACITY_16:
		if ((command->cdb[1] & 0x1F) == 0x10)
			tell_capacity(command, 8, 32);
		else
			refuse(command);
		break;
	default:
		if (flush(context) != SCST_USER_OK)
			command->status = 0x08;
	}
}

static void told(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "%s\n", text);
}

int main(int count, char **arguments)
{
	static const uint8_t codes[] = {
		READ_CAPACITY_10, READ_10, WRITE_10, SYNCHRONIZE_CACHE_10, READ_16, WRITE_16, SYNCHRONIZE_CACHE_16, READ_CAPACITY_16,
	};
	struct scst_user_device device = {
		.medium = "full-disk", .program = "full-disk 1", .block_length = BLOCK, .queues = 2, .entries = 32, .mode = SCST_USER_FULL,
		.operation_codes = codes, .operation_code_count = sizeof codes, .vendor = "SCST_USR", .product = "FULL DISK", .revision = "1",
		.command = process, .flush = flush, .told = told,
	};
	struct stat status;

	if (count != 4) {
		fprintf(stderr, "usage: %s SOCKET NAME FILE\n", arguments[0]);
		return 2;
	}
	file = open(arguments[3], O_RDWR);
	if (file < 0 || fstat(file, &status) < 0) {
		perror(arguments[3]);
		return 1;
	}
	size = (uint64_t)status.st_size / BLOCK * BLOCK;
	content = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (content == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	device.name = arguments[2];
	device.capacity = size;
	while (scst_user_serve(arguments[1], &device) != SCST_USER_REFUSED)
		usleep(200000);
	return 1;
}
