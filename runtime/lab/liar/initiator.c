#include "liar.h"

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { PATIENCE = 5, WINDOWED = 2048, WP = 0x80 };

static struct iscsi_context *logged_in(const struct iscsi_url *url)
{
    struct iscsi_context *session = iscsi_create_context("iqn.2026-11.org.example:asks-liars");

    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, url->target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, PATIENCE);
    if (!iscsi_connect_sync(session, url->portal) && !iscsi_login_sync(session))
        return session;
    iscsi_destroy_context(session);
    return NULL;
}

/* Whether there was an answer, whatever it was. */
static bool answered(struct scsi_task *task)
{
    bool any = task && task->status <= 0xff;

    if (task)
        scsi_free_scsi_task(task);
    return any;
}

static bool protected(struct iscsi_context *session, int lun, struct seen *seen)
{
    struct scsi_task *task =
        iscsi_modesense6_sync(session, lun, 0, SCSI_MODESENSE_PC_CURRENT, SCSI_MODEPAGE_RETURN_ALL_PAGES, 0, 192);

    if (task && task->status == SCSI_STATUS_GOOD && task->datain.size >= 4) {
        atomic_fetch_add(&seen->mode_senses, 1);
        if (!(task->datain.data[2] & WP))
            atomic_fetch_add(&seen->unprotected, 1);
    }
    return answered(task);
}

/* One of everything. */
static bool ask(struct iscsi_context *session, int lun, struct seen *seen)
{
    static unsigned char blocks[SHORT];

    return answered(iscsi_testunitready_sync(session, lun)) &&
           answered(iscsi_read10_sync(session, lun, 0, sizeof blocks, BLOCK, 0, 0, 0, 0, 0)) &&
           answered(iscsi_write10_sync(session, lun, 0, blocks, sizeof blocks, BLOCK, 0, 0, 0, 0, 0)) &&
           protected(session, lun + 1, seen) &&
           answered(iscsi_read10_sync(session, lun, 0, WINDOWED * BLOCK, BLOCK, 0, 0, 0, 0, 0));
}

int initiator_start(const char *text, struct seen *seen)
{
    pid_t child = fork();
    struct iscsi_context *parser, *session = NULL;
    struct iscsi_url *url;

    if (child != 0)
        return (int)child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    parser = iscsi_create_context("iqn.2026-11.org.example:parser");
    url = iscsi_parse_full_url(parser, text);
    if (!url) {
        fprintf(stderr, "%s\n", iscsi_get_error(parser));
        _exit(2);
    }
    for (;;) {
        if (!session && !(session = logged_in(url))) {
            usleep(50000);
        } else if (!ask(session, url->lun, seen)) {
            iscsi_destroy_context(session);
            session = NULL;
        }
    }
}
