package org.scst.core.target;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Core's answer to a registered {@link TargetDriver}.
 *
 * <p><b>Purpose.</b> The only way for a driver to reach the mid-layer.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> Never blocks.
 *
 * <p><b>Ownership.</b> Dies with the registration of the service: afterwards each call throws {@link DeadHandleException}, and
 * so do the ports and nexuses that came from it.
 *
 * <p><b>Required or optional.</b> Calling {@link #startGate()} before the first login is required.
 */
@ProviderType
public interface DriverHandle {

    /**
     * Makes a target port known. A port that was registered before under the same name by the same driver comes back with its
     * relative port identifier and its parked nexuses.
     *
     * @throws IllegalArgumentException when a live port of any driver has this name
     */
    TargetPort registerPort(PortDescription description);

    /**
     * Opens when every configuration file is applied or reported and each mapped device is open or NOT READY.
     *
     * @return completes with {@code true} when logins may be answered, with {@code false} when the time limit of 10 s passed
     *     first: logins are then refused with the transport's "service unavailable"
     */
    CompletionStage<Boolean> startGate();

    /**
     * Whether what is handed over would be kept, for the next revision or for the next process; otherwise {@link #handOver} abandons
     * it. A dead handle keeps nothing; it is no error to ask it.
     */
    boolean keepsHandover();

    /**
     * Leaves something to the driver's next revision, while {@link TargetDriver#stop} is under way. Core keeps it for 20 s and
     * closes then what nobody took; what was left before and not taken is closed at once.
     *
     * @param handover taken
     */
    void handOver(Handover handover);

    /** Gives what an earlier revision has left; empty when it left nothing, or too long ago. */
    Optional<Handover> takeOver();

    /**
     * Tells the operator that a login was refused. Cheap however often it is called: core limits what it passes on.
     */
    void loginRefused(LoginRefusal refusal);
}
