package org.scst.core.target;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One transport: a bundle registers an implementation as an OSGi service and the mid-layer answers with a {@link DriverHandle}.
 *
 * <p><b>Purpose.</b> Turns a wire protocol into SAM's transport protocol services; never reads a CDB.
 *
 * <p><b>Threading.</b> Core calls these methods one at a time from its control thread, never from an OSGi callback.
 *
 * <p><b>Blocking.</b> Not allowed: long work goes to the driver's own threads and reports through the returned stage.
 *
 * <p><b>Ownership.</b> The handle belongs to core and dies when {@link #stop} has ended or its deadline is over.
 *
 * <p><b>Required or optional.</b> All methods without a default are required.
 */
@ConsumerType
public interface TargetDriver {

    /** Short name, unique among drivers: {@code iscsi}, {@code srpt}; its configuration PID is {@code org.scst.<name>}. */
    String name();

    /**
     * Begins service. Ports are registered and network portals bound in here or soon after; logins are answered only when
     * {@link DriverHandle#startGate()} has opened.
     *
     * @param handle lets the driver register its target ports; borrowed for as long as the service is registered
     * @param configuration what the files say at this moment
     * @return ends when the configuration is in force; its value lists what could not be applied
     */
    CompletionStage<List<DriverProblem>> start(DriverHandle handle, DriverConfiguration configuration);

    /**
     * Brings a changed configuration into force. What did not change must not notice: live nexuses of untouched targets and
     * connections of untouched portals go on.
     *
     * @return as for {@link #start}
     */
    CompletionStage<List<DriverProblem>> configure(DriverConfiguration configuration);

    /**
     * Ends service: holds new logins and commands, lets what is in flight be answered, then ends its connections in the
     * transport's polite way. Core waits for the stage with a deadline; then the handle is dead and nexuses still open are
     * parked ({@link NexusState#PARKED}).
     */
    CompletionStage<Void> stop();

    /**
     * What stands between an initiator and a target before core is asked: portals, accounts, whatever the transport has. Callable on
     * any thread that may block.
     *
     * @return the steps in order, up to the first that is not passed
     */
    default List<LoginStep> why(String initiator, String target) {
        return List.of();
    }

    /** Its limits of initiators and strangers, in the order in which operators should see them; callable on any thread. */
    default List<DriverLimit> limits() {
        return List.of();
    }

    /**
     * Whether its sessions outlive it: when its bundle or core is updated, or a process follows that goes on, initiators wait and
     * notice nothing. Otherwise they have to come again. Callable on any thread.
     */
    default boolean sessionsOutliveUpdates() {
        return false;
    }

    /** Where the driver listens, as an operator would type it ({@code 127.0.0.1:3260}); callable on any thread. */
    List<String> portals();
}
