#include "admissible.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct candidate {
    struct write *write;
    uint64_t dead;  /* no read that begins later may find it */
    bool overruled; /* no crash may bring it back */
    struct candidate *next;
};

static struct write before = {.references = 1}; /* what was there before the run */

static void *must(void *memory)
{
    if (!memory) {
        fprintf(stderr, "verify: no memory\n");
        exit(2);
    }
    return memory;
}

/* --- stamps --- */

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static uint64_t stamp_word(const struct model *model, uint64_t lba, uint64_t id, uint32_t word)
{
    switch (word) {
    case 0: return mix(model->run);
    case 1: return lba;
    case 2: return id;
    default: return mix(id * 0x9e3779b97f4a7c15 + lba * 0x2545f4914f6cdd1d + word);
    }
}

void stamp(const struct model *model, uint8_t *data, uint64_t lba, uint64_t id)
{
    for (uint32_t word = 0; word < model->block_size / 8; word++) {
        uint64_t value = stamp_word(model, lba, id, word);
        memcpy(data + word * 8, &value, 8);
    }
}

static uint64_t word_at(const uint8_t *data, uint32_t word)
{
    uint64_t value;
    memcpy(&value, data + word * 8, 8);
    return value;
}

/* --- candidates --- */

static void release(struct write *write)
{
    if (write != &before && --write->references == 0)
        free(write);
}

static void add_candidate(struct model *model, uint64_t lba, struct write *write)
{
    struct candidate *candidate = must(malloc(sizeof *candidate));
    *candidate = (struct candidate){.write = write, .dead = UINT64_MAX, .next = model->block[lba]};
    model->block[lba] = candidate;
    write->references++;
}

/* Forgets the candidates of a block that neither a read in flight nor a crash could still find. */
static void prune(struct model *model, uint64_t lba)
{
    uint64_t horizon = model->oldest ? model->oldest->begun : model->clock;
    for (struct candidate **link = &model->block[lba], *candidate; (candidate = *link);) {
        if (candidate->dead <= horizon && (candidate->overruled || !model->durability)) {
            *link = candidate->next;
            release(candidate->write);
            free(candidate);
        } else {
            link = &candidate->next;
        }
    }
}

/* Every other value of the block whose write ended before the given time cannot be found any more. */
static void rule_out(struct model *model, uint64_t lba, const struct write *winner, uint64_t ended_before)
{
    for (struct candidate *candidate = model->block[lba]; candidate; candidate = candidate->next)
        if (candidate->write != winner && candidate->write->ended < ended_before && candidate->dead > model->clock)
            candidate->dead = model->clock;
    prune(model, lba);
}

static void overrule(struct model *model, const struct write *winner)
{
    for (uint64_t lba = winner->lba; lba < winner->lba + winner->count; lba++) {
        for (struct candidate *candidate = model->block[lba]; candidate; candidate = candidate->next)
            if (candidate->write != winner && candidate->write->ended < winner->begun)
                candidate->overruled = true;
        prune(model, lba);
    }
}

/* --- model --- */

void model_create(struct model *model, uint64_t run, uint64_t blocks, uint32_t block_size, bool durability)
{
    *model = (struct model){.run = run, .blocks = blocks, .block_size = block_size, .durability = durability, .clock = 1};
    model->block = must(calloc(blocks, sizeof *model->block));
    model->scratch = must(malloc(block_size));
    model->uncovered_end = &model->uncovered;
    for (uint64_t lba = 0; lba < blocks; lba++)
        add_candidate(model, lba, &before);
}

void model_free(struct model *model)
{
    for (uint64_t lba = 0; lba < model->blocks; lba++)
        for (struct candidate *candidate = model->block[lba], *next; candidate; candidate = next) {
            next = candidate->next;
            release(candidate->write);
            free(candidate);
        }
    for (struct write *write = model->uncovered, *next; write; write = next) {
        next = write->next;
        release(write);
    }
    free(model->block);
    free(model->scratch);
}

struct write *write_begun(struct model *model, uint64_t id, uint64_t lba, uint32_t count)
{
    struct write *write = must(malloc(sizeof *write));
    *write = (struct write){.id = id, .begun = ++model->clock, .ended = UINT64_MAX, .lba = lba, .count = count, .references = 1};
    for (uint64_t at = lba; at < lba + count; at++)
        add_candidate(model, at, write);
    return write;
}

void write_ended(struct model *model, struct write *write, bool landed, bool stable)
{
    write->ended = ++model->clock;
    if (landed) {
        for (uint64_t lba = write->lba; lba < write->lba + write->count; lba++)
            rule_out(model, lba, write, write->begun);
        if (model->durability && stable) {
            overrule(model, write);
        } else if (model->durability) {
            *model->uncovered_end = write;
            model->uncovered_end = &write->next;
            return; /* the list keeps the reference */
        }
    }
    release(write);
}

uint64_t flush_begun(struct model *model)
{
    return ++model->clock;
}

void flush_ended(struct model *model, uint64_t begun)
{
    ++model->clock;
    struct write *write;
    while ((write = model->uncovered) && write->ended < begun) {
        model->uncovered = write->next;
        if (!model->uncovered)
            model->uncovered_end = &model->uncovered;
        overrule(model, write);
        release(write);
    }
}

void model_crashed(struct model *model)
{
    ++model->clock;
    /* What was answered but not flushed may be gone: a flush after the crash proves nothing about it. */
    for (struct write *write; (write = model->uncovered); release(write))
        model->uncovered = write->next;
    model->uncovered_end = &model->uncovered;
    for (uint64_t lba = 0; lba < model->blocks; lba++)
        for (struct candidate *candidate = model->block[lba]; candidate; candidate = candidate->next) {
            candidate->dead = candidate->overruled ? 0 : UINT64_MAX;
            if (candidate->write->ended > model->clock)
                candidate->write->ended = model->clock;
        }
}

/* --- reads --- */

void read_begun(struct model *model, struct read *read)
{
    *read = (struct read){.begun = ++model->clock, .previous = model->newest};
    *(model->newest ? &model->newest->next : &model->oldest) = read;
    model->newest = read;
}

static const struct candidate *find(struct model *model, const struct read *read, uint64_t lba, const uint8_t *data)
{
    uint64_t id = word_at(data, 2);
    const struct candidate *unknown = NULL;
    for (const struct candidate *candidate = model->block[lba]; candidate; candidate = candidate->next) {
        if (candidate->dead <= read->begun)
            continue;
        if (candidate->write == &before) {
            unknown = candidate;
        } else if (candidate->write->id == id) {
            stamp(model, model->scratch, lba, id);
            if (memcmp(model->scratch, data, model->block_size) == 0)
                return candidate;
        }
    }
    return unknown;
}

/* A read beside a write in flight may find parts of both; each word must then be of some admissible value. */
static bool is_torn(struct model *model, const struct read *read, uint64_t lba, const uint8_t *data)
{
    bool beside = false;
    for (const struct candidate *candidate = model->block[lba]; candidate; candidate = candidate->next)
        beside |= candidate->write->ended > read->begun;
    for (uint32_t word = 0; beside && word < model->block_size / 8; word++) {
        bool found = false;
        for (const struct candidate *candidate = model->block[lba]; candidate && !found; candidate = candidate->next)
            found = candidate->dead > read->begun && stamp_word(model, lba, candidate->write->id, word) == word_at(data, word);
        if (!found)
            return false;
    }
    return beside;
}

static void report(struct model *model, const struct read *read, uint64_t lba, const uint8_t *data)
{
    if (++model->violations > 10 || model->quiet)
        return;
    fprintf(stderr, "block %" PRIu64 ": found ", lba);
    if (word_at(data, 0) == stamp_word(model, lba, 0, 0)) {
        stamp(model, model->scratch, word_at(data, 1), word_at(data, 2));
        fprintf(stderr, "generation %" PRIu64 " of writer %u for block %" PRIu64 "%s", word_at(data, 2) & 0xffffffffffff,
                (unsigned)(word_at(data, 2) >> 48), word_at(data, 1),
                memcmp(model->scratch, data, model->block_size) ? " (in part)" : "");
    } else {
        fprintf(stderr, "no stamp of this run (%016" PRIx64 " %016" PRIx64 ")", word_at(data, 0), word_at(data, 1));
    }
    fprintf(stderr, "; admissible:");
    for (const struct candidate *candidate = model->block[lba]; candidate; candidate = candidate->next)
        if (candidate->dead > read->begun)
            fprintf(stderr, " %" PRIu64 "/%u", candidate->write->id & 0xffffffffffff, (unsigned)(candidate->write->id >> 48));
    fprintf(stderr, "\n");
}

void read_ended(struct model *model, struct read *read, uint64_t lba, uint32_t count, const uint8_t *data)
{
    ++model->clock;
    *(read->previous ? &read->previous->next : &model->oldest) = read->next;
    *(read->next ? &read->next->previous : &model->newest) = read->previous;
    for (uint32_t i = 0; data && i < count; i++) {
        const uint8_t *block = data + (size_t)i * model->block_size;
        const struct candidate *found = find(model, read, lba + i, block);
        model->checked++;
        if (found && found->write != &before)
            rule_out(model, lba + i, found->write, read->begun);
        else if (!found && is_torn(model, read, lba + i, block))
            model->torn++;
        else if (!found)
            report(model, read, lba + i, block);
    }
}
