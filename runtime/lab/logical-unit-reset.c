/*
 * logical-unit-reset URL: sends one LOGICAL UNIT RESET task management function.
 * Exit status 0 when the target answers that it is complete, 1 otherwise.
 */
#include <iscsi/iscsi.h>
#include <stdio.h>

int main(int count, char **words)
{
    if (count != 2) {
        fprintf(stderr, "usage: logical-unit-reset iscsi://HOST:PORT/IQN/LUN\n");
        return 2;
    }
    struct iscsi_context *session = iscsi_create_context("iqn.2026-11.org.example:reset");
    struct iscsi_url *url = session ? iscsi_parse_full_url(session, words[1]) : NULL;
    if (!url) {
        fprintf(stderr, "logical-unit-reset: %s\n", session ? iscsi_get_error(session) : "no memory");
        return 1;
    }
    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, url->target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, 10);
    int failed = iscsi_full_connect_sync(session, url->portal, url->lun) || iscsi_task_mgmt_lun_reset_sync(session, url->lun);
    if (failed)
        fprintf(stderr, "logical-unit-reset: %s\n", iscsi_get_error(session));
    else
        iscsi_logout_sync(session);
    iscsi_destroy_url(url);
    iscsi_destroy_context(session);
    return failed ? 1 : 0;
}
