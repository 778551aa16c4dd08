package org.scst.iscsi.internal.login;

import java.util.concurrent.CompletionStage;
import org.scst.core.target.LoginRefusal;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.target.IscsiTarget;

/**
 * What login needs of the driver.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public interface LoginService {
    /** Opens when logins may be answered; {@code false} when they must be refused for now. */
    CompletionStage<Boolean> startGate();

    /** The target of this name, or {@code null}. */
    IscsiTarget target(String name);

    /** A connection has begun to log in; {@code false} when too many do at the same time. */
    boolean loginBegun();

    /** A connection logs in no more: it has succeeded, failed or gone. */
    void loginEnded();

    /** A login was refused: core tells the operator. */
    void loginRefused(LoginRefusal refusal);

    /** A TSIH that no live session has. */
    int newTsih();

    /** What a discovery session does. */
    Phase discovery(Connection connection, String initiatorName, Negotiated negotiated);

    /**
     * What matters of a negotiation to a discovery session.
     *
     * @param maxRecvDataSegmentLength longest data segment that this target takes
     * @param maxXmitDataSegmentLength longest data segment that the initiator takes
     * @param isid the initiator's part of the session identifier
     */
    record Negotiated(int maxRecvDataSegmentLength, int maxXmitDataSegmentLength, long isid) {}
}
