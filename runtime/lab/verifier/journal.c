#include "journal.h"
#include <inttypes.h>
#include <stdlib.h>

bool journal_create(struct journal *journal, const char *path, const struct model *model)
{
    journal->file = fopen(path, "w");
    if (!journal->file)
        return false;
    fprintf(journal->file, "verify 1 %" PRIu64 " %" PRIu64 " %" PRIu32 "\n", model->run, model->blocks, model->block_size);
    return fflush(journal->file) == 0;
}

static void line(struct journal *journal, char event, uint64_t value)
{
    if (journal->file)
        fprintf(journal->file, "%c %" PRIu64 "\n", event, value);
}

void journal_write_begun(struct journal *journal, const struct write *write)
{
    if (!journal->file)
        return;
    fprintf(journal->file, "w %" PRIu64 " %" PRIu64 " %" PRIu32 "\n", write->id, write->lba, write->count);
    /* Were this line missing, the write would be unknown after the crash; a missing answer only proves less. */
    fflush(journal->file);
}

void journal_write_ended(struct journal *journal, const struct write *write, bool landed, bool stable)
{
    line(journal, !landed ? 'e' : stable ? 's' : 'g', write->id);
}

void journal_flush_begun(struct journal *journal, uint64_t begun)
{
    line(journal, 'f', begun);
}

void journal_flush_ended(struct journal *journal, uint64_t begun)
{
    line(journal, 'F', begun);
}

void journal_crashed(struct journal *journal)
{
    line(journal, 'c', 0);
}

/* --- replay --- */

/* Open writes and flushes by their number in the journal: few at a time, so a list will do. */
struct entry {
    uint64_t key, flush;
    struct write *write;
    struct entry *next;
};

static struct entry *add(struct entry **entries, uint64_t key)
{
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry)
        exit(2);
    entry->key = key;
    entry->next = *entries;
    return *entries = entry;
}

static bool take(struct entry **entries, uint64_t key, struct entry *taken)
{
    for (struct entry **link = entries, *entry; (entry = *link); link = &entry->next)
        if (entry->key == key) {
            *taken = *entry;
            *link = entry->next;
            free(entry);
            return true;
        }
    return false;
}

static bool replay_line(const char *text, struct model *model, struct entry **writes, struct entry **flushes)
{
    char event;
    uint64_t key, lba = 0;
    uint32_t count = 0;
    struct entry entry;
    if (sscanf(text, "%c %" SCNu64 " %" SCNu64 " %" SCNu32, &event, &key, &lba, &count) < 2)
        return false;
    switch (event) {
    case 'w':
        if (!count || lba + count > model->blocks)
            return false;
        add(writes, key)->write = write_begun(model, key, lba, count);
        return true;
    case 'g':
    case 's':
    case 'e':
        if (!take(writes, key, &entry))
            return false;
        write_ended(model, entry.write, event != 'e', event == 's');
        return true;
    case 'f':
        add(flushes, key)->flush = flush_begun(model);
        return true;
    case 'F':
        if (!take(flushes, key, &entry))
            return false;
        flush_ended(model, entry.flush);
        return true;
    case 'c':
        model_crashed(model);
        return true;
    default: return false;
    }
}

bool journal_replay(const char *path, struct model *model)
{
    uint64_t run, blocks;
    uint32_t block_size;
    char text[128];
    struct entry *writes = NULL, *flushes = NULL, entry;
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "verify 1 %" SCNu64 " %" SCNu64 " %" SCNu32 "\n", &run, &blocks, &block_size) != 3) {
        fprintf(stderr, "verify: %s is no journal\n", path);
        return false;
    }
    model_create(model, run, blocks, block_size, true);
    for (long number = 2; fgets(text, sizeof text, file); number++)
        /* The last line may be cut off when the client was killed too. */
        if (!replay_line(text, model, &writes, &flushes) && fgetc(file) != EOF) {
            fprintf(stderr, "verify: %s:%ld: not understood\n", path, number);
            return false;
        }
    fclose(file);
    model_crashed(model);
    while (writes && take(&writes, writes->key, &entry))
        write_ended(model, entry.write, false, false);
    while (flushes)
        take(&flushes, flushes->key, &entry);
    return true;
}
