#define _GNU_SOURCE
#include "liar.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CAPACITY_MESSAGE = 5, ATTENTION_MESSAGE = 7, NO_MESSAGE = 99 };
enum { CHECK_CONDITION = 0x02, WITH_DATA = 1, BLOCK_LENGTH = 2 };

struct link other;

bool manner_wants(const struct manner *manner, const struct request *request)
{
    bool full = request->operation == COMMAND;
    uint8_t code = request->cdb[0];

    switch (manner->wants) {
    case ANY: return true;
    case READS: return (full ? code == READ_10 : request->operation == READ_BLOCKS) && request->length == SHORT;
    case WRITES: return full ? code == WRITE_10 : request->operation == WRITE_BLOCKS;
    case NO_DATA: return full && code == TEST_UNIT_READY;
    case PARAMETERS: return full && code == MODE_SENSE_6;
    case PAGES: return full && code == INQUIRY;
    default: return full && code == READ_10 && request->flags & MORE;
    }
}

/* Everything reads as what lies there; MODE SENSE has no pages, and no bit set. */
void answer_well(struct link *link, const struct request *request)
{
    static const unsigned char header[4] = {3};
    struct reply reply = {0};

    if (request->operation != COMMAND) {
        reply.length = request->length;
    } else if (request->cdb[0] == MODE_SENSE_6 && request->length >= sizeof header) {
        memcpy(link->data + request->data, header, sizeof header);
        reply.length = sizeof header;
    } else if (request->flags & DATA_IN) {
        reply.length = request->length;
    }
    link_answer(link, request->id, &reply);
}

/* --- either mode --- */

static void twice(struct link *link, const struct request *request)
{
    answer_well(link, request);
    answer_well(link, request);
}

static void unasked(struct link *link, const struct request *request)
{
    struct reply good = {.length = request->length};

    for (uint64_t wrong = 0; wrong < 12; wrong++)
        link_answer(link, request->id + 1 + wrong * 0x123456789abcdULL, &good);
}

static void overrun(struct link *link, const struct request *request)
{
    (void)request;
    atomic_store(link_counter(link, REPLY_TAIL), 0x80000000u);
}

static void head(struct link *link, const struct request *request)
{
    atomic_store(link_counter(link, REQUEST_HEAD), 0x7fffffffu);
    answer_well(link, request);
}

static void length(struct link *link, const struct request *request)
{
    link_answer(link, request->id, &(struct reply){.length = request->length + 0x7fffff00u});
}

static void one_more(struct link *link, const struct request *request)
{
    link_answer(link, request->id, &(struct reply){.length = request->length + 1});
}

static void result(struct link *link, const struct request *request)
{
    link_answer(link, request->id, &(struct reply){.result = 0xffff, .length = request->length});
}

static void scribble(struct link *link, const struct request *request)
{
    memset(link->rings, 0xff, REQUESTS + 3 * ENTRIES * ENTRY);
    memset(link->data + request->data, 0xff, request->length);
}

static void silence(struct link *link, const struct request *request)
{
    (void)link;
    (void)request;
    usleep(200000);
}

/* Fills the pipe that the platform wakes it by, and has calls of it wait. */
static void flood(struct link *link, const struct request *request)
{
    static int floods;
    char path[64];
    int end;

    if (floods++ == 0) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", link->descriptors[2]);
        end = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        while (write(end, path, 1) == 1)
            ;
        fcntl(end, F_SETFL, 0);
        fcntl(link->descriptors[2], F_SETFL, 0);
    }
    answer_well(link, request);
}

/* Answers and writes when it has gone already. */
static void leave(struct link *link, const struct request *request)
{
    close(link->connection);
    link->connection = -1;
    answer_well(link, request);
    memset(link->data + request->data, 0xee, request->length);
}

/* The data of the last requests, written over all the time, whether they are answered or not. */
static struct place {
    _Atomic uint64_t at;
    _Atomic uint32_t length;
} places[ENTRIES];
static atomic_bool changing;
static pthread_t changer;

static void *change(void *argument)
{
    struct link *link = argument;

    for (unsigned char with = 0; atomic_load(&changing); with = (unsigned char)~with)
        for (int i = 0; i < ENTRIES; i++)
            memset(link->data + atomic_load(&places[i].at), with, atomic_load(&places[i].length));
    return NULL;
}

static void change_after(struct link *link, const struct request *request)
{
    struct place *place = &places[request->id % ENTRIES];

    atomic_store(&place->length, 0);
    atomic_store(&place->at, request->data);
    atomic_store(&place->length, request->length);
    if (!atomic_exchange(&changing, true))
        pthread_create(&changer, NULL, change, link);
    answer_well(link, request);
}

void stop_changing(void)
{
    if (atomic_exchange(&changing, false))
        pthread_join(changer, NULL);
    for (int i = 0; i < ENTRIES; i++)
        atomic_store(&places[i].length, 0);
}

/* --- messages --- */

static void say(struct link *link, int type, uint64_t content, int bytes)
{
    unsigned char message[16] = {0};

    put(message, 0, (uint64_t)type, 4);
    put(message, 4, (uint64_t)(8 + bytes), 4);
    put(message, 8, content, bytes);
    send(link->connection, message, (size_t)(8 + bytes), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void capacity(struct link *link, const struct request *request)
{
    answer_well(link, request);
    say(link, CAPACITY_MESSAGE, 12345, 8);
}

static void attention(struct link *link, const struct request *request)
{
    answer_well(link, request);
    say(link, ATTENTION_MESSAGE, 0xfefe, 2);
}

static void attentions(struct link *link, const struct request *request)
{
    answer_well(link, request);
    for (int i = 0; i < 20; i++)
        say(link, ATTENTION_MESSAGE, 0x033f, 2);
}

static void message(struct link *link, const struct request *request)
{
    answer_well(link, request);
    say(link, NO_MESSAGE, 0, 8);
}

/* --- full mode --- */

static void check(struct link *link, uint64_t id, unsigned length, const unsigned char *sense, unsigned bytes)
{
    struct reply reply = {.status = CHECK_CONDITION, .sense_length = (uint8_t)length};

    memcpy(reply.sense, sense, bytes);
    link_answer(link, id, &reply);
}

static void status(struct link *link, const struct request *request)
{
    link_answer(link, request->id, &(struct reply){.status = 0x30});
}

static void long_sense(struct link *link, const struct request *request)
{
    static const unsigned char sense[18] = {0x70, [2] = 4, [7] = 255};
    check(link, request->id, 200, sense, sizeof sense);
}

static void no_sense(struct link *link, const struct request *request)
{
    check(link, request->id, 0, (const unsigned char *)"", 0);
}

static void other_sense(struct link *link, const struct request *request)
{
    static const unsigned char sense[18] = {0x7e, [2] = 4, [7] = 10};
    check(link, request->id, sizeof sense, sense, sizeof sense);
}

static void broken_descriptors(struct link *link, const struct request *request)
{
    static const unsigned char sense[20] = {0x72, 4, [7] = 12, [8] = 0, [9] = 200};
    check(link, request->id, sizeof sense, sense, sizeof sense);
}

/* True in form, of no code that is known, and announcing more than there is. */
static void strange_sense(struct link *link, const struct request *request)
{
    static const unsigned char sense[18] = {0x70, [2] = 0x0f, [7] = 255, [12] = 0xee, [13] = 0xee};
    check(link, request->id, sizeof sense, sense, sizeof sense);
}

static void unit_attention(struct link *link, const struct request *request)
{
    static const unsigned char sense[18] = {0x70, [2] = 6, [7] = 10, [12] = 0x29};
    check(link, request->id, sizeof sense, sense, sizeof sense);
}

static void half(struct link *link, const struct request *request)
{
    link_answer(link, request->id, &(struct reply){.length = request->length / 2});
}

static void flags(struct link *link, const struct request *request)
{
    link_answer(link, request->id, &(struct reply){.length = request->length, .flags = 0x8000});
}

static void block_length(struct link *link, const struct request *request)
{
    link_answer(link, request->id, &(struct reply){.flags = BLOCK_LENGTH, .block_length = 0x1000200});
}

/* Data that goes with a CHECK CONDITION where none was to go. */
static void data_of_a_write(struct link *link, const struct request *request)
{
    struct reply reply = {.status = CHECK_CONDITION, .flags = WITH_DATA, .length = request->length, .sense_length = 18};

    reply.sense[0] = 0x70;
    reply.sense[2] = 4;
    reply.sense[7] = 10;
    link_answer(link, request->id, &reply);
}

static void elsewhere(struct link *link, const struct request *request)
{
    answer_well(&other, request);
    link_wake(&other);
    answer_well(link, request);
}

static void another_page(struct link *link, const struct request *request)
{
    memset(link->data + request->data, 0x55, request->length);
    link_answer(link, request->id, &(struct reply){.length = request->length});
}

#define NOTHING_ASKED "was not asked or is answered already"

const struct manner manners[] = {
    {"twice", MODE_BLOCK, ANY, twice, NOTHING_ASKED, 0, 0},
    {"unasked", MODE_BLOCK, ANY, unasked, NOTHING_ASKED, 0, 0},
    {"overrun", MODE_BLOCK, ANY, overrun, "it wrote 2147483648 replies where 16 have room", 0, 0},
    {"head", MODE_BLOCK, ANY, head, "it says to have taken request 2147483647 of", 0, 0},
    {"length", MODE_BLOCK, READS, length, "it moved 2147487488 bytes where 4096 were asked", 0, 0},
    {"one more", MODE_BLOCK, WRITES, one_more, "it moved 4097 bytes where 4096 were asked", 0, 0},
    {"result", MODE_BLOCK, ANY, result, NULL, 4, 0},
    {"scribble", MODE_BLOCK, ANY, scribble, "it wrote 4294967295 replies where 16 have room", 0, 0},
    {"silence", MODE_BLOCK, ANY, silence, NULL, 1, 0},
    {"flood", MODE_BLOCK, ANY, flood, NULL, 200, 0},
    {"leave", MODE_BLOCK, ANY, leave, NULL, 1, 0},
    {"change", MODE_BLOCK, ANY, change_after, NULL, 300, 0},
    {"capacity", MODE_BLOCK, ANY, capacity, "no capacity in whole blocks", 0, 0},
    {"attention", MODE_BLOCK, ANY, attention, "or not in full mode", 0, 0},
    {"message", MODE_BLOCK, ANY, message, "none of this protocol", 0, 0},

    {"twice", MODE_FULL, ANY, twice, NOTHING_ASKED, 0, 0},
    {"unasked", MODE_FULL, ANY, unasked, NOTHING_ASKED, 0, 0},
    {"elsewhere", MODE_FULL, ANY, elsewhere, NOTHING_ASKED, 0, 0},
    {"overrun", MODE_FULL, ANY, overrun, "it wrote 2147483648 replies where 16 have room", 0, 0},
    {"head", MODE_FULL, ANY, head, "it says to have taken request 2147483647 of", 0, 0},
    {"length", MODE_FULL, READS, length, "it moved 2147487488 bytes where 4096 were asked", 0, 0},
    {"one more read", MODE_FULL, READS, one_more, "it moved 4097 bytes where 4096 were asked", 0, 0},
    {"one more written", MODE_FULL, WRITES, one_more, "it moved 4097 bytes where 4096 were asked", 0, 0},
    {"data without", MODE_FULL, NO_DATA, one_more, "it moved 1 bytes where 0 were asked", 0, 0},
    {"half a window", MODE_FULL, WINDOWS, half, "where more follow", 0, 0},
    {"status", MODE_FULL, ANY, status, "it answered status 30h", 0, 0},
    {"long sense data", MODE_FULL, ANY, long_sense, "it answered 200 bytes of sense data", 0, 0},
    {"no sense data", MODE_FULL, ANY, no_sense, "what is no sense data", 0, 0},
    {"other sense data", MODE_FULL, ANY, other_sense, "what is no sense data", 0, 0},
    {"broken descriptors", MODE_FULL, ANY, broken_descriptors, "what is no sense data", 0, 0},
    {"strange sense data", MODE_FULL, ANY, strange_sense, NULL, 20, 0},
    {"unit attentions", MODE_FULL, ANY, unit_attention, NULL, 100, 0},
    {"flags", MODE_FULL, READS, flags, "it answered with flags 8000h", 0, 0},
    {"block length", MODE_FULL, NO_DATA, block_length, "it told blocks of 16777728 bytes", 0, 0},
    {"data of a write", MODE_FULL, WRITES, data_of_a_write, NULL, 4, 0},
    {"result", MODE_FULL, ANY, result, NULL, 20, 0},
    {"scribble", MODE_FULL, ANY, scribble, "it wrote 4294967295 replies where 16 have room", 0, 0},
    {"silence", MODE_FULL, ANY, silence, NULL, 1, 0},
    {"flood", MODE_FULL, ANY, flood, NULL, 200, 0},
    {"leave", MODE_FULL, ANY, leave, NULL, 1, 0},
    {"change", MODE_FULL, ANY, change_after, NULL, 600, 0},
    {"long page", MODE_FULL, PAGES, one_more, "it moved 4097 bytes where 4096 were asked", 0, TELLS_PAGES},
    {"another page", MODE_FULL, PAGES, another_page, NULL, 1, TELLS_PAGES},
    {"capacity", MODE_FULL, ANY, capacity, "no capacity in whole blocks", 0, 0},
    {"attention", MODE_FULL, ANY, attention, "no name for additional sense code fe/fe", 0, 0},
    {"attentions", MODE_FULL, ANY, attentions, NULL, 50, 0},
    {"message", MODE_FULL, ANY, message, "none of this protocol", 0, 0},
    {NULL, 0, ANY, NULL, NULL, 0, 0},
};
