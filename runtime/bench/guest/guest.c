/* guest: the processor time that READs of a virtual machine cost the platform: stands where a hypervisor and its guest would, and reads
 * LUN 0 of a local target by vhost-user, one command after another from the beginning to the end of the disk and again.
 *
 *   cc -O2 -o guest guest.c && ./guest SOCKET PID BYTES PIECE DEPTH SECONDS
 *
 * BYTES of one READ and of each piece of memory that its data lies in, with as much between two of them when PIECE is smaller than BYTES.
 * PID is the platform's. Blocks of 512 bytes, 64 MiB of disk. Prints commands a second, and the platform's processor time for one. Ends with
 * an error when a READ does not end GOOD, or its first block is not what the disk's first 8 bytes and its address say (write these first
 * by "guest SOCKET PID 0 0 0 0", which fills the disk).
 */
#define _GNU_SOURCE
#include <endian.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 512, RING = 1024, HEADER = 51, RESPONSE = 108, SLOTS = 64, SLOT = 2 << 20, DATA = 1 << 16, DISK = 64 << 20 };
enum { MEMORY = (SLOTS + 1) * SLOT, NEXT = 1, WRITE = 2, INDIRECT = 4 };

struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
struct used { uint32_t head, length; };

static int hypervisor, kick, call;
static uint8_t *memory;
static struct descriptor *ring;
static volatile uint16_t *available, *used_ring;
static uint16_t made, taken;

static void die(const char *what) { perror(what); exit(1); }

static void say(uint32_t request, const void *payload, uint32_t size, int descriptor) {
    uint8_t message[512], control[CMSG_SPACE(sizeof(int))] = {0};
    uint32_t head[3] = {request, 1, size};
    memcpy(message, head, 12);
    memcpy(message + 12, payload, size);
    struct iovec part = {message, 12 + size};
    struct msghdr all = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        all.msg_control = control;
        all.msg_controllen = sizeof control;
        struct cmsghdr *passed = CMSG_FIRSTHDR(&all);
        passed->cmsg_level = SOL_SOCKET;
        passed->cmsg_type = SCM_RIGHTS;
        passed->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(passed), &descriptor, sizeof(int));
    }
    if (sendmsg(hypervisor, &all, 0) != (ssize_t)(12 + size)) die("sendmsg");
}

static void begin(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    hypervisor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(hypervisor, (void *)&address, sizeof address)) die(path);
    int file = memfd_create("guest", 0);
    if (ftruncate(file, MEMORY)) die("memfd");
    memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
    if (memory == MAP_FAILED) die("mmap");
    kick = eventfd(0, 0);
    call = eventfd(0, EFD_NONBLOCK);
    ring = (void *)memory;
    available = (void *)(memory + 32768);
    used_ring = (void *)(memory + 40960);
    uint64_t features = 1ull << 28 | 1ull << 30 | 1ull << 32, table[5] = {1, 0, MEMORY, 0x10000000, 0}, one = 2;
    uint32_t number[2] = {2, RING}, base[2] = {2, 0}, enable[2] = {2, 1};
    uint64_t addresses[5] = {2, 0x10000000, 0x10000000 + 40960, 0x10000000 + 32768, 0};
    say(2, &features, 8, -1);
    say(5, table, 40, file);
    say(8, number, 8, -1);
    say(10, base, 8, -1);
    say(9, addresses, 40, -1);
    say(13, &one, 8, call);
    say(12, &one, 8, kick);
    say(18, enable, 8, -1);
}

/* Makes a READ(16) or WRITE(16) available in a slot: a table of descriptors, header, response and data in its 2 MiB. */
static void make(int slot, int write, uint64_t block, uint32_t bytes, uint32_t piece) {
    uint64_t at = (uint64_t)(slot + 1) * SLOT;
    struct descriptor *table = (void *)(memory + at);
    uint8_t *header = memory + at + 32768;
    int count = 0;
    memset(header, 0, HEADER);
    header[0] = 1;
    header[2] = 0x40;
    header[8] = slot;
    header[19] = write ? 0x8A : 0x88;
    uint64_t lba = htobe64(block);
    uint32_t blocks = htobe32(bytes / BLOCK);
    memcpy(header + 21, &lba, 8);
    memcpy(header + 29, &blocks, 4);
    table[count++] = (struct descriptor){at + 32768, HEADER, NEXT, 1};
    struct descriptor response = {at + 40960, RESPONSE, WRITE | NEXT, 2};
    if (!write) table[count++] = response;
    for (uint32_t done = 0; done < bytes; done += piece) {
        uint64_t where = at + DATA + (uint64_t)done * (piece < bytes ? 2 : 1);
        table[count] = (struct descriptor){where, piece, (write ? 0 : WRITE) | NEXT, count + 1};
        count++;
    }
    if (write) table[count++] = response;
    table[count - 1].flags &= ~NEXT;
    ring[slot] = (struct descriptor){at, count * 16, INDIRECT, 0};
    available[2 + made % RING] = slot;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    available[1] = ++made;
}

static void ring_bell(void) {
    uint64_t one = 1;
    if (write(kick, &one, 8) != 8) die("kick");
}

/* The slot of one that has ended GOOD; waits for it. */
static int ended(void) {
    while (used_ring[1] == taken) {
        struct pollfd wait = {call, POLLIN, 0};
        uint64_t calls;
        if (poll(&wait, 1, 20000) != 1) die("nothing has ended for 20 s");
        if (read(call, &calls, 8) < 0) calls = 0;
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    int slot = ((volatile struct used *)(used_ring + 2))[taken++ % RING].head;
    uint8_t *response = memory + (uint64_t)(slot + 1) * SLOT + 40960;
    return response[10] || response[11] ? -1 - slot : slot;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double processor_time(const char *pid) {
    char path[64], line[1024];
    unsigned long user, system;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) die(path);
    fclose(file);
    sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Each block begins with its address. */
static void fill(void) {
    for (uint64_t block = 0; block < DISK / BLOCK; block += 256) {
        uint8_t *data = memory + SLOT + DATA;
        for (int i = 0; i < 256; i++) {
            uint64_t address = block + i;
            memset(data + i * BLOCK, 0x5C, BLOCK);
            memcpy(data + i * BLOCK, &address, 8);
        }
        int slot;
        do {
            make(0, 1, block, 256 * BLOCK, 256 * BLOCK);
            ring_bell();
            slot = ended();
        } while (slot < 0); /* a unit attention condition */
    }
}

int main(int count, char **words) {
    if (count != 7) return fprintf(stderr, "usage: guest SOCKET PID BYTES PIECE DEPTH SECONDS\n"), 2;
    uint32_t bytes = atoi(words[3]), piece = atoi(words[4]);
    int depth = atoi(words[5]), seconds = atoi(words[6]);
    begin(words[1]);
    if (!bytes) return fill(), 0;
    if (!piece || bytes % piece || depth < 1 || depth > SLOTS || 2 * bytes > SLOT - DATA) return fprintf(stderr, "guest: these numbers do not fit\n"), 2;
    uint64_t next = 0, commands = 0, addresses[SLOTS];
    int settled;
    do { /* unit attention conditions */
        make(0, 0, 0, bytes, piece);
        ring_bell();
        settled = ended();
    } while (settled < 0);
    double start = 0, spent = 0, end = now() + 1;
    for (int measured = 0; measured < 2; measured++) {
        commands = 0;
        start = now();
        spent = processor_time(words[2]);
        end = start + (measured ? seconds : 1);
        int out = 0;
        for (int slot = 0; slot < depth; slot++, out++) {
            addresses[slot] = next;
            make(slot, 0, next, bytes, piece);
            next = (next + bytes / BLOCK) % (DISK / BLOCK);
        }
        ring_bell();
        while (out) {
            int slot = ended(), again = now() < end;
            if (slot < 0) return fprintf(stderr, "guest: a READ has not ended GOOD\n"), 1;
            uint64_t found;
            memcpy(&found, memory + (uint64_t)(slot + 1) * SLOT + DATA, 8);
            if (found != addresses[slot]) return fprintf(stderr, "block %lu is at %lu\n", (unsigned long)found, (unsigned long)addresses[slot]), 1;
            commands++;
            out--;
            if (!again) continue;
            addresses[slot] = next;
            make(slot, 0, next, bytes, piece);
            next = (next + bytes / BLOCK) % (DISK / BLOCK);
            out++;
            if (used_ring[1] == taken) ring_bell();
        }
        start = now() - start;
        spent = processor_time(words[2]) - spent;
    }
    printf("%7u bytes in pieces of %6u, %2d at a time: %8.0f commands/s, %6.2f us of processor time each\n", bytes, piece, depth, commands / start, spent * 1e6 / commands);
    return 0;
}
