/* The C client of the protocol in PROTOCOL.md, version 1.2. See scst_user.h. */
#define _GNU_SOURCE
#include "scst_user.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { REGISTER = 1, ACCEPTED = 2, REFUSED = 3, CAPACITY = 5, ATTENTION = 7, ABORTED = 8 };
enum { HEARS_ABORTS = 256, PLACE = 0xFFFF, BUSY = 0x08 };
enum { OP_READ = 1, OP_WRITE = 2, OP_FLUSH = 3, OP_UNMAP = 4, OP_ZERO = 5, OP_EXTENT = 6, OP_COMMAND = 7, OP_RESET = 8 };
enum { DURABLE = 1, DATA_OUT = 2, MORE = 8 };
enum { WITH_DATA = 1, BLOCK_LENGTH = 2 };
enum { MESSAGE = 512, HEADER = 8, MOST_QUEUES = 16, MOST_DESCRIPTORS = 2 + 2 * MOST_QUEUES };

struct registration {
	uint32_t type, length;
	char magic[8];
	uint16_t major, minor;
	uint8_t mode, peripheral_type;
	uint16_t queues;
	uint32_t entries, block_length;
	uint64_t capacity, features;
	uint32_t unmap_granularity, physical_block_length;
	uint64_t zero;
	char name[64], medium[128], program[64];
	uint8_t codes[32];
	char vendor[8], product[16], revision[4], gap[4], serial[32];
	uint64_t instance;
	uint32_t block_length_in_force;
	uint8_t control[12];
	char zeroes[72];
};

struct acceptance {
	uint32_t type, length;
	uint64_t control_size, data_size;
	uint32_t queues, entries, queue_size, zero;
};

struct counter {
	_Atomic uint32_t value;
	char line[60];
};

struct request {
	uint64_t id;
	uint16_t operation, flags;
	uint32_t length;
	uint64_t offset, data, range;
	uint8_t cdb_length;
	char gap[23];
	uint8_t cdb[64];
};

struct reply {
	uint64_t id;
	uint16_t result, zero;
	uint32_t length;
	uint64_t error_offset;
	uint8_t status, sense_length;
	uint16_t flags;
	uint32_t block_length;
	uint8_t sense[SCST_USER_LONGEST_SENSE];
};

/* The counters in front of a queue; the requests follow, then twice as many replies, then a word for each request under way. */
struct rings {
	struct counter request_tail, request_head, request_wake, reply_tail, reply_head, reply_wake;
	struct request requests[];
};

_Static_assert(sizeof(struct registration) == MESSAGE, "the registration's layout");
_Static_assert(sizeof(struct request) == 128 && sizeof(struct reply) == 128, "an entry's layout");
_Static_assert(offsetof(struct registration, codes) == 320, "the description's layout");
_Static_assert(offsetof(struct request, cdb) == 64 && offsetof(struct reply, sense) == 32, "an entry's layout");
_Static_assert(sizeof(struct rings) == 384, "the counters' layout");

struct queue {
	const struct scst_user_device *device;
	struct rings *rings;
	struct reply *replies;
	_Atomic uint64_t *words; /* of aborted requests; NULL where a platform of version 1.1 has none */
	char *data;
	uint32_t entries, head, reply_tail;
	int request_pipe, reply_pipe, connection;
	atomic_int *ended;
	pthread_t thread;
};

/* A platform that has gone leaves a pipe without a reader, which is no reason to die: the calling thread is told by EPIPE instead. */
static void block_broken_pipes(void)
{
	sigset_t broken_pipe;

	sigemptyset(&broken_pipe);
	sigaddset(&broken_pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &broken_pipe, NULL);
}

static void wake_platform(int reply_pipe)
{
	while (write(reply_pipe, "", 1) < 0 && errno == EINTR)
		;
}

static void await_request(struct queue *queue)
{
	struct pollfd either[2] = { { queue->request_pipe, POLLIN, 0 }, { queue->connection, POLLIN, 0 } };
	char wakes[64];

	atomic_store(&queue->rings->request_wake.value, queue->head);
	atomic_thread_fence(memory_order_seq_cst);
	if (!atomic_load(queue->ended) && atomic_load(&queue->rings->request_tail.value) == queue->head)
		if (poll(either, 2, -1) > 0 && either[0].revents & POLLIN && read(queue->request_pipe, wakes, sizeof wakes) < 0)
			return; /* another look does no harm */
}

/* The next entry of the replies is written: the platform may look. */
static void publish(struct queue *queue)
{
	uint32_t wanted;

	atomic_store_explicit(&queue->rings->reply_tail.value, ++queue->reply_tail, memory_order_release);
	atomic_thread_fence(memory_order_seq_cst);
	wanted = atomic_load(&queue->rings->reply_wake.value);
	if (wanted == queue->reply_tail - 1)
		wake_platform(queue->reply_pipe);
}

static struct reply *next_reply(struct queue *queue, uint64_t id, int result)
{
	struct reply *entry = &queue->replies[queue->reply_tail & (2 * queue->entries - 1)];

	memset(entry, 0, offsetof(struct reply, sense));
	entry->id = id;
	entry->result = (uint16_t)result;
	return entry;
}

static void reply(struct queue *queue, uint64_t id, int result, uint32_t length, uint64_t error_offset)
{
	struct reply *entry = next_reply(queue, id, result);

	entry->length = length;
	entry->error_offset = error_offset;
	publish(queue);
}

static void reply_command(struct queue *queue, uint64_t id, const struct scst_user_command *command)
{
	struct reply *entry = next_reply(queue, id, SCST_USER_OK);

	entry->length = command->moved;
	entry->status = command->status;
	entry->flags = command->with_data ? WITH_DATA : 0;
	if (command->block_length >= 0) {
		entry->flags |= BLOCK_LENGTH;
		entry->block_length = (uint32_t)command->block_length;
	}
	entry->sense_length = (uint8_t)command->sense_length;
	memcpy(entry->sense, command->sense, command->sense_length);
	publish(queue);
}

int scst_user_aborted(const struct scst_user_command *command)
{
	return command->word && atomic_load((const _Atomic uint64_t *)command->word) == command->id;
}

/* In full mode. */
static void process(struct queue *queue, const struct request *request)
{
	const struct scst_user_device *device = queue->device;
	struct scst_user_command command = {
		.cdb_length = request->cdb_length, .data = queue->data + request->data, .length = request->length,
		.from_initiator = (request->flags & DATA_OUT) != 0, .more = (request->flags & MORE) != 0, .offset = request->offset,
		.transfer_length = request->range, .block_length = -1, .id = request->id,
		.word = queue->words ? &queue->words[request->id & PLACE] : NULL,
	};

	memcpy(command.cdb, request->cdb, sizeof command.cdb);
	if (request->operation == OP_COMMAND && scst_user_aborted(&command))
		command.status = BUSY;
	else if (request->operation == OP_COMMAND)
		device->command(device->context, &command);
	else if (device->reset)
		device->reset(device->context, &command);
	reply_command(queue, request->id, &command);
}

static int carry_out(const struct queue *queue, const struct request *request, uint64_t *error_offset)
{
	const struct scst_user_device *device = queue->device;
	char *data = queue->data + request->data;

	switch (request->operation) {
	case OP_READ:
		return device->read(device->context, request->offset, data, request->length, error_offset);
	case OP_WRITE:
		return device->write(
			device->context, request->offset, data, request->length, request->flags & DURABLE, error_offset);
	case OP_FLUSH:
		return device->flush ? device->flush(device->context) : SCST_USER_OK;
	case OP_UNMAP:
		return device->unmap ? device->unmap(device->context, request->offset, request->range) : SCST_USER_OK;
	case OP_ZERO:
		return device->zero ? device->zero(device->context, request->offset, request->range) : SCST_USER_MEDIUM_ERROR;
	default:
		return SCST_USER_MEDIUM_ERROR;
	}
}

/* Its answer has other fields: whether it is mapped in the place of the length, its bytes in that of the block in error. */
static void answer_extent(struct queue *queue, const struct request *request)
{
	const struct scst_user_device *device = queue->device;
	uint64_t bytes = request->range;
	int mapped = 1, result = SCST_USER_OK;

	if (device->extent)
		result = device->extent(device->context, request->offset, request->range, &bytes, &mapped);
	reply(queue, request->id, result, mapped != 0, result == SCST_USER_OK ? bytes : request->offset);
}

static void *run(void *argument)
{
	struct queue *queue = argument;

	block_broken_pipes();
	while (!atomic_load(queue->ended)) {
		uint32_t tail = atomic_load_explicit(&queue->rings->request_tail.value, memory_order_acquire);

		if (tail == queue->head)
			await_request(queue);
		while (queue->head != tail) {
			struct request request = queue->rings->requests[queue->head & (queue->entries - 1)];
			uint64_t error_offset = request.offset;
			int result;

			atomic_store_explicit(&queue->rings->request_head.value, ++queue->head, memory_order_release);
			if (request.operation == OP_EXTENT) {
				answer_extent(queue, &request);
				continue;
			}
			if (request.operation == OP_COMMAND || request.operation == OP_RESET) {
				process(queue, &request);
				continue;
			}
			result = carry_out(queue, &request, &error_offset);
			reply(queue, request.id, result, result == SCST_USER_OK ? request.length : 0, error_offset);
		}
	}
	return NULL;
}

static void put_text(char *field, size_t length, const char *text)
{
	strncpy(field, text, length - 1);
}

/* Not ended by a zero where it fills its field. */
static void put_field(char *field, size_t length, const char *text)
{
	memcpy(field, text, strnlen(text, length));
}

static void describe(struct registration *message, const struct scst_user_device *device)
{
	message->mode = SCST_USER_FULL;
	if (device->aborted)
		message->features |= HEARS_ABORTS;
	message->peripheral_type = (uint8_t)device->peripheral_type;
	for (unsigned i = 0; i < device->operation_code_count; i++)
		message->codes[device->operation_codes[i] / 8] |= (uint8_t)(1 << device->operation_codes[i] % 8);
	put_field(message->vendor, sizeof message->vendor, device->vendor);
	put_field(message->product, sizeof message->product, device->product);
	put_field(message->revision, sizeof message->revision, device->revision);
	if (device->serial)
		put_field(message->serial, sizeof message->serial, device->serial);
	message->instance = device->instance;
	message->block_length_in_force = device->block_length_in_force;
	if (device->control_mode_page)
		memcpy(message->control, device->control_mode_page, sizeof message->control);
}

static int send_registration(int connection, const struct scst_user_device *device)
{
	struct registration message = {
		.type = REGISTER, .length = sizeof message, .magic = "SCSTUSE", .major = 1, .minor = 2, .mode = SCST_USER_BLOCK,
		.queues = (uint16_t)device->queues, .entries = device->entries, .block_length = device->block_length,
		.capacity = device->capacity, .features = device->features, .unmap_granularity = device->unmap_granularity,
		.physical_block_length = device->physical_block_length,
	};

	message.magic[7] = 'R';
	put_text(message.name, sizeof message.name, device->name);
	put_text(message.medium, sizeof message.medium, device->medium);
	put_text(message.program, sizeof message.program, device->program);
	if (device->mode == SCST_USER_FULL)
		describe(&message, device);
	return send(connection, &message, sizeof message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* Receives a message and the descriptors that come along; returns its length, 0 at the end. */
static ssize_t receive(int connection, char *message, int *descriptors, int *count)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
	} control;
	struct iovec vector = { message, MESSAGE };
	struct msghdr header = { .msg_iov = &vector, .msg_iovlen = 1 };
	ssize_t length;

	do {
		header.msg_control = &control;
		header.msg_controllen = sizeof control;
		length = recvmsg(connection, &header, MSG_CMSG_CLOEXEC);
	} while (length < 0 && errno == EINTR);
	*count = 0;
	if (length > 0 && header.msg_controllen >= sizeof(struct cmsghdr) && control.header.cmsg_type == SCM_RIGHTS) {
		*count = (int)((control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(descriptors, CMSG_DATA(&control.header), (size_t)*count * sizeof(int));
	}
	if (length >= 0)
		message[length] = 0;
	return length;
}

static void tell(const struct scst_user_device *device, const char *message)
{
	uint32_t type;

	memcpy(&type, message, sizeof type);
	if (type == ABORTED)
		device->aborted(device->context);
	else if (device->told)
		device->told(device->context, message + HEADER);
}

static void tell_connection(const struct scst_user_device *device, int connection)
{
	if (device->told_connection)
		device->told_connection(device->context, connection);
}

static int start(int connection, struct queue *queues, const struct scst_user_device *device, const struct acceptance *accepted,
		char *control, char *data, const int *descriptors, atomic_int *ended)
{
	for (uint32_t i = 0; i < accepted->queues; i++) {
		struct queue *queue = &queues[i];

		queue->device = device;
		queue->rings = (struct rings *)(control + (size_t)i * accepted->queue_size);
		queue->entries = accepted->entries;
		queue->replies = (struct reply *)(queue->rings->requests + accepted->entries);
		if (accepted->queue_size >= (char *)(queue->replies + 2 * accepted->entries) - (char *)queue->rings + accepted->entries * sizeof *queue->words)
			queue->words = (_Atomic uint64_t *)(queue->replies + 2 * accepted->entries);
		queue->data = data;
		queue->request_pipe = descriptors[2 + 2 * i];
		queue->reply_pipe = descriptors[3 + 2 * i];
		queue->connection = connection;
		queue->ended = ended;
		if (pthread_create(&queue->thread, NULL, run, queue))
			return (int)i;
	}
	return (int)accepted->queues;
}

static int serve_accepted(int connection, const struct scst_user_device *device, const struct acceptance *accepted,
		const int *descriptors)
{
	struct queue queues[MOST_QUEUES] = { 0 };
	atomic_int ended = 0;
	int none[MOST_DESCRIPTORS], count, started;
	char message[MESSAGE + 1];
	char *control = mmap(NULL, accepted->control_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[0], 0);
	char *data = mmap(NULL, accepted->data_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[1], 0);

	if (control == MAP_FAILED || data == MAP_FAILED)
		return -errno;
	started = start(connection, queues, device, accepted, control, data, descriptors, &ended);
	while (started == (int)accepted->queues && receive(connection, message, none, &count) > 0)
		tell(device, message);
	atomic_store(&ended, 1);
	shutdown(connection, SHUT_RDWR); /* has those look who wait */
	for (int i = 0; i < started; i++)
		pthread_join(queues[i].thread, NULL);
	munmap(control, accepted->control_size);
	munmap(data, accepted->data_size);
	return started == (int)accepted->queues ? SCST_USER_ENDED : -EAGAIN;
}

static int converse(int connection, const struct scst_user_device *device)
{
	int descriptors[MOST_DESCRIPTORS], count, result = SCST_USER_ENDED;
	char message[MESSAGE + 1];
	struct acceptance accepted;

	while (receive(connection, message, descriptors, &count) > 0) {
		memcpy(&accepted, message, sizeof accepted);
		if (accepted.type == ACCEPTED) {
			tell_connection(device, connection);
			result = serve_accepted(connection, device, &accepted, descriptors);
			tell_connection(device, -1);
			for (int i = 0; i < count; i++)
				close(descriptors[i]);
			break;
		}
		tell(device, message);
		if (accepted.type == REFUSED) {
			result = SCST_USER_REFUSED;
			break;
		}
	}
	return result;
}

int scst_user_capacity(int connection, uint64_t bytes)
{
	struct {
		uint32_t type, length;
		uint64_t bytes;
	} message = { CAPACITY, sizeof message, bytes };

	return send(connection, &message, sizeof message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int scst_user_attention(int connection, uint8_t asc, uint8_t ascq)
{
	struct {
		uint32_t type, length;
		uint8_t asc, ascq;
	} __attribute__((packed)) message = { ATTENTION, sizeof message, asc, ascq };

	return send(connection, &message, sizeof message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int scst_user_serve(const char *socket_path, const struct scst_user_device *device)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int connection, result;

	if (strlen(socket_path) >= sizeof address.sun_path)
		return -ENAMETOOLONG;
	strcpy(address.sun_path, socket_path);
	connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (connection < 0)
		return -errno;
	if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
		result = -errno;
	else
		result = send_registration(connection, device);
	if (result == 0)
		result = converse(connection, device);
	close(connection);
	return result;
}
