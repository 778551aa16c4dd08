#include "self_test.h"
#include "client.h"
#include "simulated.h"
#include <stdlib.h>
#include <unistd.h>

struct scenario {
    const char *name;
    struct faults faults;
    bool kills, crashes, found; /* found: whether the client must find something wrong */
};

static const struct scenario scenarios[SCENARIOS - 2] = {
    {"an honest store raises no alarm", {0}, false, false, false},
    {"lost sessions raise no alarm", {0}, true, false, false},
    {"crashes that keep what was flushed raise no alarm", {0}, false, true, false},
    {"lost sessions and crashes together raise no alarm", {0}, true, true, false},
    {"one dropped write in 10 000 is found", {.dropped_writes = 10000}, false, false, true},
    {"one dropped write in 10 000 is found among lost sessions", {.dropped_writes = 10000}, true, false, true},
    {"one misdirected write in 10 000 is found", {.misdirected_writes = 10000}, false, false, true},
    {"one damaged write in 10 000 is found", {.damaged_writes = 10000}, false, false, true},
    {"one stale read in 10 000 is found", {.stale_reads = 10000}, false, false, true},
    {"a write of a lost session that lands after the next login is found", {.late_writes = 2}, true, false, true},
    {"one hollow flush in 10 is found by crashes", {.hollow_flushes = 10}, false, true, true},
};

static struct client start(struct store *store, uint64_t seed)
{
    return (struct client){.store = store, .options = {.sessions = 4, .depth = 8, .largest = 32, .reads = 50, .flushes = 10,
        .fua = 2, .commands = 500000, .patience = 10, .seed = seed}};
}

static int verdict(const char *name, bool found, const struct client *client, bool ended)
{
    bool right = ended && found == (client->model.violations > 0) && client->refused == 0;
    printf("%s %s (%ld reads, %ld writes, %ld sessions killed, %ld crashes: %ld blocks wrong)\n", right ? "PASS" : "FAIL", name,
        client->reads, client->writes, client->kills, client->crashes, client->model.violations);
    return !right;
}

static int run(const struct scenario *scenario, uint64_t seed)
{
    struct store *store = simulated(4096, 512, seed, scenario->faults);
    struct client client = start(store, seed);
    client.options.kill_every = scenario->kills ? 1 : 0;
    client.options.crashes = scenario->crashes;
    model_create(&client.model, seed, store->blocks, store->block_size, scenario->crashes);
    client.model.quiet = true;
    client_create(&client);
    bool ended = client_fill(&client);
    if (scenario->crashes)
        simulated_crash_every(store, 10000, false);
    ended = ended && client_exercise(&client);
    simulated_crash_every(store, 0, false);
    ended = ended && client_check(&client);
    int failed = verdict(scenario->name, scenario->found, &client, ended);
    client_free(&client);
    simulated_free(store);
    return failed;
}

/* The target crashes at a random point; another run knows from the journal alone what must still be there. Only the last flush before a
 * crash counts: what is to be found is looked for until it is, in so many crashes that none at all would be no chance. */
static int run_journal(const char *name, struct faults faults, bool found, uint64_t seed)
{
    char path[] = "/tmp/verify-journal.XXXXXX";
    close(mkstemp(path));
    struct store *store = simulated(4096, 512, seed, faults);
    long violations = 0, reads = 0, writes = 0;
    bool ended = true;
    int crashes = 0;
    for (int most = found ? 400 : 20; crashes < most && ended && !(found && violations); crashes++) {
        struct client client = start(store, seed + crashes);
        client.options.patience = 0;
        model_create(&client.model, seed + crashes, store->blocks, store->block_size, true);
        client.model.quiet = true;
        ended = journal_create(&client.journal, path, &client.model);
        client_create(&client);
        simulated_crash_every(store, 600 + (seed * 31 + crashes * 997) % 5000, true);
        /* Gone is how this part must end. */
        ended = ended && (!client_fill(&client) || !client_exercise(&client));
        fclose(client.journal.file);
        writes += client.writes;
        client_free(&client);
        simulated_restart(store);

        struct client check = start(store, seed + crashes);
        ended = ended && journal_replay(path, &check.model);
        check.model.quiet = true;
        client_create(&check);
        ended = ended && client_check(&check);
        violations += check.model.violations;
        reads += check.reads;
        client_free(&check);
    }
    unlink(path);
    simulated_free(store);
    bool right = ended && found == (violations > 0);
    printf("%s %s (%d crashes, %ld writes, %ld reads after them: %ld blocks wrong)\n", right ? "PASS" : "FAIL", name, crashes, writes, reads, violations);
    return !right;
}

int self_test(uint64_t seed)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        failed += run(&scenarios[i], seed + i);
    failed += run_journal("the journal raises no alarm after honest crashes", (struct faults){0}, false, seed);
    failed += run_journal("the journal finds one hollow flush in 5", (struct faults){.hollow_flushes = 5}, true, seed);
    return failed;
}
