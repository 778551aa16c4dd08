/* The store behind iSCSI: a logical unit, each session a normal session of its own initiator port. */
#ifndef LOGICAL_UNIT_H
#define LOGICAL_UNIT_H
#include "store.h"

/* Reads the capacity over a session of its own. digest asks for header digests. NULL, with a message, when that fails. */
struct store *logical_unit(const char *url, int limit_seconds, bool digest, int first);
void logical_unit_free(struct store *store);
#endif
