package org.scst.core.internal.nexus;

import org.scst.core.target.DataOutResult;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusState;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TaskManagementRequest;

/**
 * A driver's hold on a nexus; dies with the driver's registration while the nexus may live on.
 *
 * <p><i>Threading:</i> as {@link Nexus}.
 */
final class NexusHandle implements Nexus {
    private final ItNexus nexus;
    private volatile boolean dead;

    NexusHandle(ItNexus nexus) {
        this.nexus = nexus;
    }

    void kill() {
        dead = true;
    }

    boolean gone() {
        return nexus.state() == NexusState.GONE;
    }

    private ItNexus live() {
        if (dead) {
            throw new DeadHandleException("nexus of " + nexus.description().initiatorName());
        }
        return nexus;
    }

    @Override
    public NexusState state() {
        return nexus.state();
    }

    @Override
    public TargetCommand newCommand() {
        return live().newCommand();
    }

    @Override
    public void discard(TargetCommand command) {
        live().recycle((Command) command);
    }

    @Override
    public void commandReceived(TargetCommand command) {
        ItNexus live = live();
        live.machine().handedOver().batchBegun();
        live.commandReceived((Command) command);
    }

    @Override
    public void dataOutReceived(TargetCommand command, int offset, int count, DataOutResult result) {
        live().dataOutReceived((Command) command, offset, count, result);
    }

    @Override
    public void delivered(int responses) {
        live().machine().responses().delivered(responses);
    }

    @Override
    public void taskManagementReceived(TaskManagementRequest request) {
        live().taskManagementReceived(request);
    }

    @Override
    public void affectedCommandsConfirmed(TaskManagementRequest request) {
        live().taskManagement().confirmed(request);
    }

    @Override
    public void batchEnded() {
        live().machine().handedOver().batchEnded();
    }

    @Override
    public void lost() {
        live().lost();
    }
}
