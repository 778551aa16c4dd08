package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
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
    /** What the driver did before the nexus was live again; {@code null} once it is. Used on the nexus's executor. */
    private List<Runnable> early;

    NexusHandle(ItNexus nexus) {
        this.nexus = nexus;
    }

    /** Of a nexus that was parked: until it is {@link #live}, it is not to be touched. */
    static NexusHandle resuming(ItNexus nexus) {
        NexusHandle handle = new NexusHandle(nexus);
        handle.early = new ArrayList<>();
        return handle;
    }

    /** Goes on with what came early. */
    void live() {
        List<Runnable> first = early;
        early = null;
        first.forEach(Runnable::run);
    }

    void kill() {
        dead = true;
    }

    ItNexus nexus() {
        return nexus;
    }

    boolean gone() {
        return nexus.state() == NexusState.GONE;
    }

    private ItNexus usable() {
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
        return early == null
                ? usable().commands().newCommand()
                : usable().commands().unusedCommand();
    }

    @Override
    public void discard(TargetCommand command) {
        if (early == null) {
            usable().commands().recycle((Command) command);
        }
    }

    @Override
    public void commandReceived(TargetCommand command) {
        ItNexus live = usable();
        if (early != null) {
            early.add(() -> live.commandReceived((Command) command));
            return;
        }
        live.machine().handedOver().batchBegun();
        live.commandReceived((Command) command);
    }

    @Override
    public void dataOutReceived(TargetCommand command, int offset, int count, DataOutResult result) {
        usable().dataOutReceived((Command) command, offset, count, result);
    }

    @Override
    public void delivered(int responses) {
        ItNexus known = usable();
        // What core has ended was declared undeliverable, while the driver's flush was perhaps under way.
        if (known.state() == NexusState.LEAVING || known.state() == NexusState.GONE) {
            return;
        }
        known.machine().responses().delivered(responses);
    }

    @Override
    public void taskManagementReceived(TaskManagementRequest request) {
        ItNexus live = usable();
        if (early != null) {
            early.add(() -> live.taskManagementReceived(request));
            return;
        }
        live.taskManagementReceived(request);
    }

    @Override
    public void affectedCommandsConfirmed(TaskManagementRequest request) {
        usable().taskManagement().confirmed(request);
    }

    @Override
    public void expected(long lun) {
        if (early == null && !dead) {
            nexus.expected(lun);
        }
    }

    @Override
    public void batchEnded() {
        ItNexus live = usable();
        if (early == null) {
            live.batchEnded();
        }
    }

    @Override
    public void lost() {
        lost("connection lost");
    }

    @Override
    public void lost(String cause) {
        ItNexus live = usable();
        if (early == null) {
            live.lost(cause);
        } else {
            live.lostEarly();
            early.add(() -> live.lost(cause));
        }
    }
}
