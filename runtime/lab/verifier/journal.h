/*
 * The journal of a run: what was begun, answered and flushed, in order, so that another run can tell after a crash of the
 * target what must still be there. Text, one event a line; a write's line is in the file before the write is sent.
 */
#ifndef JOURNAL_H
#define JOURNAL_H
#include "admissible.h"
#include <stdio.h>

struct journal {
    FILE *file; /* NULL when none is kept: then every call below does nothing */
};

bool journal_create(struct journal *journal, const char *path, const struct model *model);
void journal_write_begun(struct journal *journal, const struct write *write);
/* Call before write_ended. */
void journal_write_ended(struct journal *journal, const struct write *write, bool landed, bool stable);
void journal_flush_begun(struct journal *journal, uint64_t begun);
void journal_flush_ended(struct journal *journal, uint64_t begun);
void journal_crashed(struct journal *journal);

/* Rebuilds the model of the run that wrote the journal, as it stands when the target crashed at its end. */
bool journal_replay(const char *path, struct model *model);
#endif
