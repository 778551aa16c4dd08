package org.scst.iscsi.internal.login;

import java.util.concurrent.CompletionStage;
import org.scst.core.target.LoginRefusal;
import org.scst.iscsi.internal.authentication.Authenticator;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.isns.Admission;
import org.scst.iscsi.internal.target.DriverSettings;
import org.scst.iscsi.internal.target.IscsiTarget;

/**
 * What login needs of the driver.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public interface LoginService {
    /** Opens when logins may be answered; {@code false} when they must be refused for now. */
    CompletionStage<Boolean> startGate();

    /** What the driver's file says now. */
    DriverSettings settings();

    /** Whether a name service that is asked lets the initiator find the target. */
    Admission admission(String target, String initiatorName);

    /** The target of this name, or {@code null}. */
    IscsiTarget target(String name);

    /** What strangers may take now. */
    LoginLimits loginLimits();

    /** Who logs in at the time. */
    LoginPlaces loginPlaces();

    /** A login was refused: core tells the operator. */
    void loginRefused(LoginRefusal refusal);

    /** An initiator has logged in to a target. */
    void loginGranted(String initiator, String target);

    /** Has initiators prove who they are. */
    Authenticator authenticator();

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
     * @param limits of its silence and of its requests
     */
    record Negotiated(int maxRecvDataSegmentLength, int maxXmitDataSegmentLength, long isid, LoginLimits limits) {}
}
