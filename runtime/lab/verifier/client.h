/* The verifying client: drives sessions with random commands and holds every answer against the model. */
#ifndef CLIENT_H
#define CLIENT_H
#include "journal.h"
#include "store.h"
#define STATUSES 12 /* different ones that are told apart */

struct options {
    int sessions, depth;
    uint32_t largest;        /* blocks in one command */
    int reads, flushes, fua; /* in 100, 1 000 and 100 commands */
    double seconds;          /* for the random part; 0: no limit */
    long commands;           /* for the random part; 0: no limit */
    int kill_every;          /* drops a session about every so many ms (simulated: rounds); 0: never */
    double patience;         /* seconds that a session may stay down */
    bool crashes;            /* the target may crash and come back: then only what was flushed must still be there */
    uint64_t seed;
};

/* A status other than GOOD, with its sense, as it came over the wire. */
struct answered_status {
    char text[18];
    long count;
};

struct client {
    struct options options;
    struct store *store;
    struct model model;
    struct journal journal;
    struct session *sessions;
    uint64_t generation, random;
    struct range { uint64_t lba; uint32_t count; } *again; /* parts of a sweep that were not answered */
    int again_count;
    uint64_t cursor; /* of a sweep */
    long reads, writes, flushes, retries, refused, kills, losses, crashes, reconnects, unanswered;
    long slowest; /* milliseconds of the slowest command that was answered */
    struct interval {
        long slowest;    /* the same, since this interval began */
        long silence;    /* milliseconds, the longest without any answer while commands were waiting */
        uint64_t answer; /* when the last one came, or the first command was sent after none had waited */
    } interval;
    volatile bool *mark; /* set from outside: the interval is over; it is printed, and the next one begins */
    struct answered_status statuses[STATUSES];
    bool gone; /* a session stayed down for longer than the patience */
    volatile bool *stop;
    char trouble[160]; /* the first refusal */
};

/* Needs options, store, model and journal; allocates the rest. */
void client_create(struct client *client);
void client_free(struct client *client);
/* Each returns false when the target is gone. fill writes every block; exercise sends random commands, at the end a flush;
   check reads and judges every block. */
bool client_fill(struct client *client);
bool client_exercise(struct client *client);
bool client_check(struct client *client);
uint64_t milliseconds(void);
#endif
