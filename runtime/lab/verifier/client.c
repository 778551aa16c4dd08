#include "client.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum phase { FILL, EXERCISE, FLUSHING, CHECK };

static struct client *running; /* command_ended has no other way to its client: one runs at a time */

uint64_t milliseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000ull + time.tv_nsec / 1000000;
}

static uint64_t next_random(struct client *client, uint64_t below)
{
    client->random ^= client->random << 13;
    client->random ^= client->random >> 7;
    client->random ^= client->random << 17;
    return (client->random >> 11) % below;
}

void client_create(struct client *client)
{
    struct options *options = &client->options;
    size_t bytes = (size_t)options->largest * client->model.block_size;
    client->random = options->seed * 2 + 88172645463325253ull;
    client->again = calloc((size_t)options->sessions * options->depth, sizeof *client->again);
    client->sessions = calloc(options->sessions, sizeof *client->sessions);
    for (int i = 0; i < options->sessions; i++) {
        struct session *session = &client->sessions[i];
        session->number = i;
        session->commands = calloc(options->depth, sizeof *session->commands);
        session->lost = calloc(options->depth, sizeof *session->lost);
        for (int j = 0; j < options->depth; j++) {
            session->commands[j].session = session;
            session->commands[j].data = malloc(bytes);
        }
    }
    running = client;
}

void client_free(struct client *client)
{
    for (int i = 0; i < client->options.sessions; i++) {
        struct session *session = &client->sessions[i];
        if (session->open)
            client->store->drop(client->store, session);
        for (int j = 0; j < session->lost_count; j++)
            write_ended(&client->model, session->lost[j], false, false);
        for (int j = 0; j < client->options.depth; j++)
            free(session->commands[j].data);
        free(session->commands);
        free(session->lost);
    }
    free(client->sessions);
    free(client->again);
    model_free(&client->model);
}

/* --- one command --- */

/* Commands on all sessions. */
static int in_flight(const struct client *client)
{
    int sum = 0;
    for (int i = 0; i < client->options.sessions; i++)
        sum += client->sessions[i].in_flight;
    return sum;
}

static void submit(struct client *client, struct command *command)
{
    struct model *model = &client->model;
    if (in_flight(client) == 0)
        client->interval.answer = milliseconds();
    command->live = true;
    command->session->in_flight++;
    switch (command->kind) {
    case READ:
        read_begun(model, &command->read);
        break;
    case WRITE: {
        uint64_t id = (uint64_t)(command->session->number + 1) << 48 | ++client->generation;
        command->write = write_begun(model, id, command->lba, command->count);
        for (uint32_t i = 0; i < command->count; i++)
            stamp(model, command->data + (size_t)i * model->block_size, command->lba + i, id);
        journal_write_begun(&client->journal, command->write);
        break;
    }
    case FLUSH:
        command->flush = flush_begun(model);
        journal_flush_begun(&client->journal, command->flush);
        break;
    }
    command->sent = milliseconds();
    client->store->submit(client->store, command);
}

static void end_write(struct client *client, struct command *command, enum outcome outcome)
{
    if (outcome == NO_ANSWER) {
        command->session->lost[command->session->lost_count++] = command->write;
        return;
    }
    journal_write_ended(&client->journal, command->write, outcome == GOOD, command->fua);
    write_ended(&client->model, command->write, outcome == GOOD, command->fua);
    client->writes += outcome == GOOD;
}

/* Counted under its own name; those that come when the table is full, under the last one's. */
static void count_status(struct client *client, const char *text)
{
    struct answered_status *status = client->statuses;
    while (status < client->statuses + STATUSES - 1 && status->count && strncmp(status->text, text, sizeof status->text - 1))
        status++;
    if (status->count++ == 0)
        snprintf(status->text, sizeof status->text, "%s", text);
}

static void note_answer(struct client *client, const struct command *command, enum outcome outcome, const char *text)
{
    if (outcome == NO_ANSWER)
        return;
    uint64_t now = milliseconds();
    long took = now - command->sent, silence = now - client->interval.answer;
    client->slowest = took > client->slowest ? took : client->slowest;
    client->interval.slowest = took > client->interval.slowest ? took : client->interval.slowest;
    client->interval.silence = silence > client->interval.silence ? silence : client->interval.silence;
    client->interval.answer = now;
    if (outcome != GOOD)
        count_status(client, text);
}

void command_ended(struct command *command, enum outcome outcome, const char *text)
{
    struct client *client = running;
    command->live = false;
    command->session->in_flight--;
    note_answer(client, command, outcome, text);
    switch (command->kind) {
    case READ:
        read_ended(&client->model, &command->read, command->lba, command->count, outcome == GOOD ? command->data : NULL);
        client->reads += outcome == GOOD;
        break;
    case WRITE:
        end_write(client, command, outcome);
        break;
    case FLUSH:
        if (outcome == GOOD) {
            journal_flush_ended(&client->journal, command->flush);
            flush_ended(&client->model, command->flush);
            client->flushes++;
        }
        break;
    }
    if (outcome == GOOD)
        return;
    client->retries += outcome == RETRY;
    client->unanswered += outcome == NO_ANSWER;
    if (outcome == REFUSED && client->refused++ == 0)
        snprintf(client->trouble, sizeof client->trouble, "%s", text);
    client->again[client->again_count++] = (struct range){command->lba, command->kind == FLUSH ? 0 : command->count};
}

/* --- what to do next --- */

/* Transfers are mostly small, some large; a quarter of them meet in a sixteenth of the range. */
static void choose(struct client *client, struct command *command)
{
    struct options *options = &client->options;
    if (next_random(client, 1000) < (uint64_t)options->flushes) {
        *command = (struct command){.kind = FLUSH, .session = command->session, .data = command->data, .carrier = command->carrier};
        return;
    }
    uint64_t blocks = client->model.blocks, within = next_random(client, 4) ? blocks : (blocks + 15) / 16;
    uint32_t largest = 1;
    while (largest < options->largest && next_random(client, 3))
        largest *= 2;
    command->count = 1 + next_random(client, largest > options->largest ? options->largest : largest);
    command->lba = next_random(client, within);
    if (command->lba + command->count > blocks)
        command->count = blocks - command->lba;
    command->kind = next_random(client, 100) < (uint64_t)options->reads ? READ : WRITE;
    command->fua = next_random(client, 100) < (uint64_t)options->fua;
}

/* The next part of a sweep (of a flush there is one part); false when there is none left to begin. */
static bool sweep(struct client *client, struct command *command, enum phase phase)
{
    command->kind = phase == FILL ? WRITE : phase == CHECK ? READ : FLUSH;
    command->fua = false;
    if (client->again_count > 0) {
        struct range *range = &client->again[--client->again_count];
        command->lba = range->lba;
        command->count = range->count;
        return true;
    }
    if (client->cursor >= client->model.blocks)
        return false;
    uint64_t left = client->model.blocks - client->cursor;
    command->lba = client->cursor;
    if (phase == FLUSHING) {
        client->cursor = client->model.blocks;
        return true;
    }
    command->count = left < client->options.largest ? left : client->options.largest;
    client->cursor += command->count;
    return true;
}

static void end_session(struct client *client, struct session *session)
{
    client->store->drop(client->store, session);
    session->open = session->broken = false;
    session->down_since = session->next_attempt = milliseconds();
}

/* Ends the sessions that broke by themselves. Where crashes are expected, one that breaks means that all are lost. */
static void notice_losses(struct client *client)
{
    bool lost = false;
    for (int i = 0; i < client->options.sessions; i++)
        if (client->sessions[i].broken) {
            end_session(client, &client->sessions[i]);
            client->losses++;
            lost = true;
        }
    if (!lost || !client->options.crashes)
        return;
    for (int i = 0; i < client->options.sessions; i++)
        if (client->sessions[i].open)
            end_session(client, &client->sessions[i]);
    journal_crashed(&client->journal);
    model_crashed(&client->model);
    client->crashes++;
}

/* Opens what is down, if its time has come; false when it has been down for too long. */
static bool keep_open(struct client *client, struct session *session)
{
    uint64_t now = milliseconds();
    if (session->open || now < session->next_attempt)
        return true;
    if (!client->store->open(client->store, session)) {
        session->next_attempt = now + 100;
        if (session->down_since == 0)
            session->down_since = now;
        return now - session->down_since < client->options.patience * 1000;
    }
    session->open = true;
    client->reconnects += session->down_since != 0;
    /* Logged in again under the same name: by now every write of the previous session has landed or never will. */
    for (int i = 0; i < session->lost_count; i++) {
        journal_write_ended(&client->journal, session->lost[i], false, false);
        write_ended(&client->model, session->lost[i], false, false);
    }
    session->lost_count = 0;
    return true;
}

static void maybe_kill(struct client *client, uint64_t *next)
{
    if (!client->options.kill_every || milliseconds() < *next)
        return;
    *next = milliseconds() + next_random(client, 2 * client->options.kill_every) + 1;
    struct session *session = &client->sessions[next_random(client, client->options.sessions)];
    if (session->open && session->in_flight > 0) {
        end_session(client, session);
        client->kills++;
    }
}

/* Begins what the session has room for; returns whether there was anything to begin. */
static bool refill(struct client *client, struct session *session, enum phase phase)
{
    for (int i = 0; i < client->options.depth; i++) {
        struct command *command = &session->commands[i];
        if (command->live)
            continue;
        if (phase == EXERCISE)
            choose(client, command);
        else if (!sweep(client, command, phase))
            return false;
        submit(client, command);
    }
    return true;
}

/* Reopens and refills the sessions; returns whether anything is under way or left to begin. */
static bool advance(struct client *client, enum phase phase, bool more)
{
    bool begun = false, busy = false;
    for (int i = 0; i < client->options.sessions && !client->gone; i++) {
        struct session *session = &client->sessions[i];
        client->gone = !keep_open(client, session);
        if (session->open && more)
            begun |= refill(client, session, phase);
        busy |= session->in_flight > 0 || !session->open;
    }
    return begun || busy || client->again_count > 0;
}

static void print_interval(struct client *client)
{
    if (!client->mark || !*client->mark)
        return;
    *client->mark = false;
    printf("interval: slowest command %ld ms, longest silence %ld ms\n", client->interval.slowest, client->interval.silence);
    client->interval.slowest = client->interval.silence = 0;
}

static bool run(struct client *client, enum phase phase)
{
    const struct options *options = &client->options;
    uint64_t end = options->seconds ? milliseconds() + options->seconds * 1000 : UINT64_MAX;
    uint64_t next_kill = milliseconds() + options->kill_every;
    long limit = options->commands ? client->reads + client->writes + options->commands : INT64_MAX;
    client->cursor = 0;
    client->again_count = 0;
    while (!client->gone) {
        bool more = phase != EXERCISE
            || (milliseconds() < end && client->reads + client->writes < limit && !(client->stop && *client->stop));
        if (!advance(client, phase, more))
            return true;
        if (phase == EXERCISE && more)
            maybe_kill(client, &next_kill);
        client->store->poll(client->store, client->sessions, options->sessions);
        notice_losses(client);
        print_interval(client);
        if (phase == EXERCISE)
            client->again_count = 0; /* what failed there is not repeated */
        else if (client->refused > 100)
            return true; /* refused for good: a sweep would never end */
    }
    return false;
}

bool client_fill(struct client *client)
{
    return run(client, FILL);
}

bool client_exercise(struct client *client)
{
    return run(client, EXERCISE) && run(client, FLUSHING);
}

bool client_check(struct client *client)
{
    return run(client, CHECK);
}
