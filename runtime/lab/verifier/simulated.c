#include "simulated.h"
#include <stdlib.h>
#include <string.h>

struct pending {
    struct command *command; /* NULL once its session was lost */
    int session;
    enum kind kind;
    bool executed, fua, late;
    uint64_t lba;
    uint32_t count;
    uint8_t *data;
    struct pending *next;
};

struct simulated {
    struct store store;
    struct faults faults;
    uint64_t random;
    uint8_t *cache, *medium, *past; /* what is read; what survives a crash; what stale reads return */
    struct pending *pending;
    long crash_every, until_crash;
    bool once, down;
};

static bool one_in(struct simulated *simulated, uint64_t n)
{
    simulated->random ^= simulated->random << 13;
    simulated->random ^= simulated->random >> 7;
    simulated->random ^= simulated->random << 17;
    return n && (simulated->random >> 11) % n == 0;
}

static size_t bytes(const struct simulated *simulated, uint64_t blocks)
{
    return blocks * simulated->store.block_size;
}

static void execute_write(struct simulated *simulated, struct pending *pending)
{
    uint64_t lba = pending->lba;
    size_t length = bytes(simulated, pending->count);
    if (one_in(simulated, simulated->faults.dropped_writes))
        return;
    if (one_in(simulated, simulated->faults.misdirected_writes))
        lba = lba ? lba - 1 : lba + pending->count < simulated->store.blocks ? lba + 1 : lba;
    if (one_in(simulated, simulated->faults.damaged_writes))
        pending->data[length / 2] ^= 1;
    memcpy(simulated->past + bytes(simulated, lba), simulated->cache + bytes(simulated, lba), length);
    memcpy(simulated->cache + bytes(simulated, lba), pending->data, length);
    if (pending->fua)
        memcpy(simulated->medium + bytes(simulated, lba), pending->data, length);
}

static void execute(struct simulated *simulated, struct pending *pending)
{
    pending->executed = true;
    switch (pending->kind) {
    case WRITE:
        execute_write(simulated, pending);
        break;
    case READ: {
        const uint8_t *from = one_in(simulated, simulated->faults.stale_reads) ? simulated->past : simulated->cache;
        memcpy(pending->data, from + bytes(simulated, pending->lba), bytes(simulated, pending->count));
        break;
    }
    case FLUSH:
        if (!one_in(simulated, simulated->faults.hollow_flushes))
            memcpy(simulated->medium, simulated->cache, bytes(simulated, simulated->store.blocks));
        break;
    }
}

static void take_out(struct pending **link)
{
    struct pending *pending = *link;
    *link = pending->next;
    free(pending->data);
    free(pending);
}

static bool open_session(struct store *store, struct session *session)
{
    struct simulated *simulated = (struct simulated *)store;
    if (simulated->down)
        return false;
    /* What the previous session left lands now or never, unless the fault is to let it land later still. */
    for (struct pending **link = &simulated->pending; *link;) {
        struct pending *pending = *link;
        if (pending->command || pending->session != session->number || pending->late) {
            link = &pending->next;
        } else if (one_in(simulated, simulated->faults.late_writes)) {
            pending->late = true;
        } else {
            if (one_in(simulated, 2))
                execute(simulated, pending);
            take_out(link);
        }
    }
    return true;
}

static void submit(struct store *store, struct command *command)
{
    struct simulated *simulated = (struct simulated *)store;
    size_t length = bytes(simulated, command->kind == FLUSH ? 0 : command->count);
    struct pending *pending = calloc(1, sizeof *pending);
    *pending = (struct pending){.command = command, .session = command->session->number, .kind = command->kind,
        .fua = command->fua, .lba = command->lba, .count = command->count, .data = malloc(length + 1), .next = simulated->pending};
    if (command->kind == WRITE)
        memcpy(pending->data, command->data, length);
    simulated->pending = pending;
}

static void drop(struct store *store, struct session *session)
{
    struct simulated *simulated = (struct simulated *)store;
    for (struct pending **link = &simulated->pending; *link;) {
        struct pending *pending = *link;
        struct command *command = pending->command;
        if (!command || command->session != session) {
            link = &pending->next;
            continue;
        }
        pending->command = NULL;
        command_ended(command, NO_ANSWER, "");
        if (pending->kind == WRITE && !pending->executed)
            link = &pending->next; /* may still land */
        else
            take_out(link);
    }
}

static void crash(struct simulated *simulated, struct session *sessions, int count)
{
    for (int i = 0; i < count; i++)
        sessions[i].broken = sessions[i].open;
    for (struct pending **link = &simulated->pending; *link;) {
        (*link)->executed = true;
        if ((*link)->command)
            link = &(*link)->next; /* ends with its session */
        else
            take_out(link);
    }
    for (uint64_t lba = 0; lba < simulated->store.blocks; lba++) {
        bool kept = one_in(simulated, 2);
        memcpy((kept ? simulated->medium : simulated->cache) + bytes(simulated, lba),
            (kept ? simulated->cache : simulated->medium) + bytes(simulated, lba), simulated->store.block_size);
    }
    simulated->until_crash = simulated->crash_every;
    simulated->down = simulated->once;
}

static void poll_sessions(struct store *store, struct session *sessions, int count)
{
    struct simulated *simulated = (struct simulated *)store;
    for (struct pending **link = &simulated->pending; *link;) {
        struct pending *pending = *link;
        struct command *command = pending->command;
        if (!pending->executed && (command || pending->late) && one_in(simulated, pending->late ? 50 : 3))
            execute(simulated, pending);
        if (!pending->executed || (command && one_in(simulated, 2))) {
            link = &pending->next;
            continue;
        }
        if (command && pending->kind == READ)
            memcpy(command->data, pending->data, bytes(simulated, pending->count));
        take_out(link);
        if (!command)
            continue;
        command_ended(command, GOOD, "");
        if (simulated->crash_every && --simulated->until_crash <= 0) {
            crash(simulated, sessions, count);
            return;
        }
    }
}

struct store *simulated(uint64_t blocks, uint32_t block_size, uint64_t seed, struct faults faults)
{
    struct simulated *simulated = calloc(1, sizeof *simulated);
    simulated->store = (struct store){.open = open_session, .submit = submit, .poll = poll_sessions, .drop = drop, .blocks = blocks, .block_size = block_size};
    simulated->faults = faults;
    simulated->random = seed * 2 + 0x9e3779b97f4a7c15;
    simulated->cache = calloc(blocks, block_size);
    simulated->medium = calloc(blocks, block_size);
    simulated->past = calloc(blocks, block_size);
    return &simulated->store;
}

void simulated_crash_every(struct store *store, long commands, bool once)
{
    struct simulated *simulated = (struct simulated *)store;
    simulated->crash_every = simulated->until_crash = commands;
    simulated->once = once;
}

void simulated_restart(struct store *store)
{
    struct simulated *simulated = (struct simulated *)store;
    simulated->down = false;
    simulated->crash_every = 0;
    while (simulated->pending)
        take_out(&simulated->pending);
}

void simulated_free(struct store *store)
{
    struct simulated *simulated = (struct simulated *)store;
    while (simulated->pending)
        take_out(&simulated->pending);
    free(simulated->cache);
    free(simulated->medium);
    free(simulated->past);
    free(simulated);
}
