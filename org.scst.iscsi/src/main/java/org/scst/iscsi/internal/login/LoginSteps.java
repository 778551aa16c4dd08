package org.scst.iscsi.internal.login;

import org.scst.iscsi.internal.pdu.LoginRequest;

/**
 * What the headers of a login's requests say, judged before any of their text is taken: stages, and the identity of session and
 * connection (RFC 7143 11.12).
 *
 * <p><i>Threading:</i> confined to one connection.
 */
final class LoginSteps {
    private boolean begun;
    private LoginStage stage = LoginStage.SECURITY_NEGOTIATION;
    private LoginStage next;
    private int taskTag;
    private long isid;
    private int tsih;
    private int cid;

    /** Whether a request has come. */
    boolean begun() {
        return begun;
    }

    /** The present stage. */
    LoginStage stage() {
        return stage;
    }

    /** The stage that the last request wants to go on to, or {@code null} when it does not. */
    LoginStage next() {
        return next;
    }

    int taskTag() {
        return taskTag;
    }

    long isid() {
        return isid;
    }

    /** As the initiator gave it: zero for a new session. */
    int tsih() {
        return tsih;
    }

    int cid() {
        return cid;
    }

    /** The step was granted. */
    void take() {
        stage = next;
        next = null;
    }

    /** The step is not granted yet: the stage goes on. */
    void stay() {
        next = null;
    }

    /**
     * Judges the next request.
     *
     * @throws LoginRefusedException when it must not come now; its task tag is taken nevertheless
     */
    void judge(LoginRequest request) throws LoginRefusedException {
        taskTag = request.initiatorTaskTag();
        next = null;
        if (begun) {
            if (request.isid() != isid || request.tsih() != tsih || request.cid() != cid) {
                throw error("ISID, TSIH or CID changed during login");
            }
        } else {
            begin(request);
        }
        if (LoginStage.of(request.currentStage()) != stage) {
            throw error("stage " + request.currentStage() + " instead of " + stage.code());
        }
        if (request.transit()) {
            transit(request);
        }
    }

    private void begin(LoginRequest request) throws LoginRefusedException {
        begun = true;
        isid = request.isid();
        tsih = request.tsih();
        cid = request.cid();
        if (request.versionMin() > 0) {
            throw new LoginRefusedException(LoginStatus.UNSUPPORTED_VERSION, "the initiator does not speak version 0");
        }
        LoginStage first = LoginStage.of(request.currentStage());
        if (first == null || !first.first()) {
            throw error("login begins in stage " + request.currentStage());
        }
        stage = first;
    }

    private void transit(LoginRequest request) throws LoginRefusedException {
        if (request.continues()) {
            throw error("T and C are both set");
        }
        LoginStage wanted = LoginStage.of(request.nextStage());
        if (!stage.leadsTo(wanted)) {
            throw error("no way from stage " + stage.code() + " to " + request.nextStage());
        }
        next = wanted;
    }

    private static LoginRefusedException error(String cause) {
        return new LoginRefusedException(LoginStatus.INITIATOR_ERROR, cause);
    }
}
