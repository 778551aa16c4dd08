/*
 * What each logical block may hold, given every write that was begun, answered or lost, and every flush.
 *
 * A block is an atomic register. Value v is admissible for a read begun at time r unless a write w is known that began after
 * v had ended, and was answered with GOOD before r (then w came after v, and before the read). A write that was never
 * answered may or may not have landed: it ends, at the latest, when its initiator port has logged in again, and it rules
 * nothing out. A read that finds v rules out every other value whose write had ended before the read began.
 * After a crash v is admissible unless such a w was covered by a flush that began after w was answered.
 *
 * Confined to one thread. Time is a counter of events.
 */
#ifndef ADMISSIBLE_H
#define ADMISSIBLE_H
#include <stdbool.h>
#include <stdint.h>

struct write {
    uint64_t id;           /* writer << 48 | generation; 0 is what the block held before the run */
    uint64_t begun, ended; /* ended is UINT64_MAX while the write may still land */
    uint64_t lba;
    uint32_t count;
    int references;
    struct write *next; /* among the answered writes that no flush covers yet */
};

struct read {
    uint64_t begun;
    struct read *previous, *next; /* among the reads in flight, oldest first */
};

struct model {
    uint64_t clock, blocks, run;
    uint32_t block_size;
    bool durability; /* whether crashes will be judged: keeps values until a flush overrules them */
    bool quiet;
    long violations, torn, checked;
    struct candidate **block;
    struct write *uncovered, **uncovered_end;
    struct read *oldest, *newest;
    uint8_t *scratch;
};

void model_create(struct model *model, uint64_t run, uint64_t blocks, uint32_t block_size, bool durability);
void model_free(struct model *model);

/* The data of one block: its address, writer and generation, and words derived from them. */
void stamp(const struct model *model, uint8_t *data, uint64_t lba, uint64_t id);

/* Gives one reference, which write_ended or write_forgotten takes back. */
struct write *write_begun(struct model *model, uint64_t id, uint64_t lba, uint32_t count);
/* landed: answered with GOOD; stable: and it reached the medium by itself (FUA). */
void write_ended(struct model *model, struct write *write, bool landed, bool stable);

void read_begun(struct model *model, struct read *read);
/* data is NULL when the read was not answered. Counts and reports what is not admissible. */
void read_ended(struct model *model, struct read *read, uint64_t lba, uint32_t count, const uint8_t *data);

uint64_t flush_begun(struct model *model);
void flush_ended(struct model *model, uint64_t begun);

/* The target has crashed: from now on every block may hold whatever no flush has overruled. */
void model_crashed(struct model *model);
#endif
